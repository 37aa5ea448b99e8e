// Drives the shop's checkout in Chromium as people do, and asks axe-core about every page.
// Reads {shop, phoneApi, out} as JSON from its first argument; prints a summary as JSON.
import { createRequire } from "node:module";
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const { shop, phoneApi, out, executable } = JSON.parse(process.argv[2]);
const axeSource = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const summary = { journeys: [], axe: [], figures: {} };
let number = 700_500_000;
mkdirSync(out, { recursive: true });

const check = (truth, words) => {
  if (!truth) throw new Error(words);
};
const phones = {
  async prompts(phone) {
    const { prompts } = await (await fetch(`${phoneApi}/phone/v1/prompts`)).json();
    return prompts.filter((each) => each.msisdn === `254${phone.slice(1)}`);
  },
  async answer(phone, action) {
    for (let tries = 0; tries < 400; tries += 1) {
      const open = (await this.prompts(phone)).filter((each) => ["sent", "open"].includes(each.state));
      if (open.length) {
        const url = `${phoneApi}/phone/v1/prompts/${open.at(-1).id}/answer`;
        const headers = { "Content-Type": "application/json" };
        check((await fetch(url, { method: "POST", headers, body: JSON.stringify({ action }) })).ok, "answered");
        return;
      }
      await new Promise((done) => setTimeout(done, 25));
    }
    throw new Error(`no prompt on ${phone}`);
  },
};
const newPhone = () => `0${(number += 1)}`;

const audit = async (page, name) => {
  if (!page.hasScripts) return;
  await page.evaluate(axeSource);
  const { violations } = await page.evaluate(() => axe.run(document));
  for (const { id, impact, nodes } of violations) {
    summary.axe.push({ page: name, id, impact, count: nodes.length, target: nodes[0].target.join(" ") });
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  check(!wide, `${name} scrolls sideways`);
};
const shot = (page, name) => page.screenshot({ path: `${out}/${name}.png` });

const heading = (page) => page.locator("#live h2").first();
const until = (page, words, timeout = 20_000) =>
  page.waitForFunction((text) => document.querySelector("#live h2")?.textContent.includes(text), words, { timeout });
const untilWithoutScripts = async (page, words) => {
  for (let tries = 0; tries < 60; tries += 1) {
    if ((await heading(page).textContent()).includes(words)) return;
    await new Promise((done) => setTimeout(done, 500)); // the page refreshes itself
  }
  throw new Error(`the page never said ${words}`);
};
const told = (page, words) => (page.hasScripts ? until(page, words) : untilWithoutScripts(page, words));

const fillBasket = async (page, name) => {
  await page.goto(`${shop}`);
  await audit(page, `${name} shelf`);
  await shot(page, `${name}-1-shelf`);
  await page.locator("form[action='/shop/basket'] button").nth(0).click();
  await page.locator("form[action='/shop/basket'] button").nth(1).click();
  await page.goto(new URL("/shop/basket", shop).href);
  await page.locator("form[action^='/shop/basket/'] button[name=quantity]:not([value='0'])").last().click();
  await audit(page, `${name} basket`);
  await shot(page, `${name}-2-basket`);
  await page.locator("a[href='/shop/checkout']").first().click();
};
const pay = async (page, name, phone) => {
  await page.locator("#phone").fill("0712");
  await page.locator("button[type=submit]").last().click();
  await page.locator("#phone-error").waitFor();
  check((await page.locator("#phone").getAttribute("aria-describedby")).includes("phone-error"), "error is tied");
  await audit(page, `${name} checkout refused`);
  await shot(page, `${name}-3-checkout-refused`);
  await page.locator("#phone").fill(phone);
  await page.locator("button[type=submit]").last().click();
  await page.waitForURL(/orders/);
  await told(page, "Look at your phone");
  await audit(page, `${name} waiting`);
  await shot(page, `${name}-4-waiting`);
};

const journeys = {
  async "wrong PIN, pay again, receipt"(page, name) {
    const phone = newPhone();
    await fillBasket(page, name);
    await audit(page, `${name} checkout`);
    await pay(page, name, phone);
    await phones.answer(phone, "wrong_pin");
    await told(page, "Not paid");
    const again = page.locator("form[action$='/pay'] button:enabled");
    if (page.hasScripts) await again.waitFor();
    else for (let tries = 0; tries < 20 && !(await again.count()); tries += 1) await page.reload();
    await audit(page, `${name} not paid`);
    await shot(page, `${name}-5-not-paid`);
    await again.click();
    await told(page, "Look at your phone");
    const began = performance.now();
    await phones.answer(phone, "pin");
    await told(page, "Paid");
    if (page.hasScripts) summary.figures[`${name}: PIN to Paid, ms`] = Math.round(performance.now() - began);
    await audit(page, `${name} paid`);
    await shot(page, `${name}-6-paid`);
    await page.locator("a[href$='/receipt']").click();
    await audit(page, `${name} receipt`);
    await shot(page, `${name}-7-receipt`);
    await page.goto(new URL("/shop/orders", shop).href);
    await audit(page, `${name} orders`);
    check((await phones.prompts(phone)).length === 2, "two prompts");
  },
  async "back, reload and a second tab ask nothing twice"(page, name) {
    const phone = newPhone();
    await fillBasket(page, name);
    await page.locator("#phone").fill(phone);
    await page.locator("button[type=submit]").last().click();
    await page.waitForURL(/orders/);
    const order = page.url();
    await page.reload();
    await page.goBack();
    await page.goForward();
    const tab = await page.context().newPage();
    await tab.goto(order);
    await phones.answer(phone, "pin");
    await told(page, "Paid");
    check((await phones.prompts(phone)).length === 1, "one prompt");
    await tab.close();
  },
};
const withScripts = {
  async "offline while waiting"(page, name) {
    const phone = newPhone();
    await fillBasket(page, name);
    await page.locator("#phone").fill(phone);
    await page.locator("button[type=submit]").last().click();
    await until(page, "Look at your phone");
    await page.context().setOffline(true);
    await phones.answer(phone, "pin");
    await page.waitForTimeout(1500);
    await page.context().setOffline(false);
    await until(page, "Paid");
  },
  async "keyboard only"(page, name) {
    const phone = newPhone();
    const press = async (wanted, key = "Enter") => {
      for (let tries = 0; tries < 120; tries += 1) {
        await page.keyboard.press("Tab");
        const found = await page.evaluate((selector) => {
          const focused = document.activeElement;
          const { outlineStyle, outlineWidth } = getComputedStyle(focused);
          const is = focused.matches(selector);
          return { is, seen: !is || outlineStyle !== "none" || focused.matches("input"), width: outlineWidth };
        }, wanted);
        check(found.seen, `the focus on ${wanted} is not seen`);
        if (found.is) {
          if (key) await page.keyboard.press(key);
          return;
        }
      }
      throw new Error(`Tab never reaches ${wanted}`);
    };
    await page.goto(shop);
    const added = page.waitForEvent("load");
    await press("form[action='/shop/basket'] button", "Space");
    await added;
    await page.goto(new URL("/shop/basket", shop).href);
    await press("a[href='/shop/checkout']");
    await page.waitForURL(/checkout/);
    await press("#phone", null);
    await page.keyboard.type(phone);
    await page.keyboard.press("Enter");
    await page.waitForURL(/orders/);
    await phones.answer(phone, "pin");
    await until(page, "Paid");
    await press("a[href$='/receipt']");
    await page.waitForURL(/receipt/);
  },
  async "small and magnified"(page, name) {
    for (const [width, height] of [[320, 640], [683, 384]]) { // the second is 1366 x 768 at 200 %
      await page.setViewportSize({ width, height });
      for (const path of ["/shop/", "/shop/?q=nothing", "/shop/basket", "/shop/orders/none"]) {
        await page.goto(new URL(path, shop).href);
        await audit(page, `${name} ${width} ${path}`);
      }
    }
  },
};

const views = [
  ["phone", { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true }],
  ["desktop", { viewport: { width: 1366, height: 768 } }],
];
const browser = await chromium.launch({ executablePath: executable, args: ["--no-sandbox"] });
for (const [view, options] of views) {
  for (const colorScheme of ["light", "dark"]) {
    for (const javaScriptEnabled of [true, false]) {
      const name = `${view}-${colorScheme}${javaScriptEnabled ? "" : "-without-scripts"}`;
      for (const [title, journey] of Object.entries({ ...journeys, ...(javaScriptEnabled ? withScripts : {}) })) {
        const context = await browser.newContext({ ...options, colorScheme, javaScriptEnabled });
        const page = await context.newPage();
        page.hasScripts = javaScriptEnabled;
        page.setDefaultTimeout(20_000);
        const errors = [];
        page.on("pageerror", (error) => errors.push(String(error)));
        page.on("console", (line) => line.type() === "error" && errors.push(line.text()));
        const began = performance.now();
        let failure = "";
        try {
          await journey(page, name);
        } catch (error) {
          failure = String(error).split("\n")[0];
          await shot(page, `FAILED-${name}`).catch(() => {});
        }
        const loud = errors.filter((each) => !/ERR_INTERNET_DISCONNECTED|422|404/.test(each));
        summary.journeys.push({ name, title, seconds: (performance.now() - began) / 1000, failure, errors: loud });
        await context.close();
      }
    }
  }
}

// The first page on a cheap phone: a slow processor and a bad network.
const context = await browser.newContext({ ...views[0][1] });
const page = await context.newPage();
const line = await context.newCDPSession(page);
await line.send("Network.enable");
await line.send("Network.emulateNetworkConditions", {
  offline: false, latency: 400, downloadThroughput: 50_000, uploadThroughput: 25_000,
});
await line.send("Emulation.setCPUThrottlingRate", { rate: 4 });
let bytes = 0;
line.on("Network.loadingFinished", ({ encodedDataLength }) => (bytes += encodedDataLength));
await page.goto(shop, { waitUntil: "networkidle" });
const paints = await page.evaluate(() => performance.getEntriesByType("paint").map((p) => [p.name, p.startTime]));
summary.figures["first page, bytes"] = bytes;
for (const [name, at] of paints) summary.figures[`${name} at 400 kbit/s, ms`] = Math.round(at);
await browser.close();
console.log(JSON.stringify(summary));
