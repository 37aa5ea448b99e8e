from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from pos_desktop.ui.theme.tokens import BASE, ROLES, TINTS, Role, Scheme
from pos_desktop.webshop.pages import STATIC, TEMPLATES, Pages
from tests.webshop.page_samples import SAMPLES, SHELL, Sample

PAGES = Pages()
CSS = (STATIC / "shop.css").read_text(encoding="utf-8")
LIVE = {name: sample for name, sample in SAMPLES.items() if sample.template == "order.html"}
DARK = "@media (prefers-color-scheme: dark)"
VOID = {"meta", "link", "input", "br", "hr", "img", "path", "circle", "rect", "line", "polyline", "polygon", "ellipse"}


class Document(HTMLParser):
    """The elements of a page, and what a browser would complain about."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.forms: list[dict[str, str]] = []
        self.form_fields: list[set[str]] = []
        self.text: list[str] = []
        self.open: list[str] = []
        self.unbalanced: list[str] = []
        self.feed(html)
        self.close()
        self.unbalanced += self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append((tag, given))
        if tag == "form":
            self.forms.append(given)
            self.form_fields.append(set())
        if "form" in self.open and "name" in given:
            self.form_fields[-1].add(given["name"])
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in VOID:
            return
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.text.append(data)

    def named(self, *tags: str) -> list[dict[str, str]]:
        return [given for tag, given in self.elements if tag in tags]


def rendered(sample: Sample) -> str:
    return PAGES.render(sample.template, sample.shell, sample.page)


every_sample = pytest.mark.parametrize("name", SAMPLES)


@every_sample
def test_a_page_is_whole_and_well_formed(name: str) -> None:
    html = rendered(SAMPLES[name])
    page = Document(html)
    assert html.startswith("<!doctype html>")
    assert page.unbalanced == []
    assert page.named("html") == [{"lang": "en"}]
    assert len(page.named("main")) == len(page.named("h1")) == len(page.named("title")) == 1
    ids = [given["id"] for _, given in page.elements if "id" in given]
    assert len(ids) == len(set(ids))


@every_sample
def test_what_shops_and_people_write_never_becomes_markup(name: str) -> None:
    page = Document(rendered(SAMPLES[name]))
    assert page.named("script") == [{"defer": "", "src": "/shop/static/shop.js"}]
    assert page.named("b") == []


def test_the_hostile_name_is_there_as_text() -> None:
    for name in ("products-long", "basket-long", "checkout-long", "order-long", "receipt-long"):
        assert '<script>alert("1")</script>' in "".join(Document(rendered(SAMPLES[name])).text), name


@every_sample
def test_nothing_is_inline_that_the_policy_of_the_shop_forbids(name: str) -> None:
    page = Document(rendered(SAMPLES[name]))
    assert page.named("style") == []
    for tag, given in page.elements:
        assert "style" not in given, tag
        assert not [attribute for attribute in given if attribute.startswith("on")], tag
        for attribute in ("href", "src", "action"):
            assert given.get(attribute, "/").startswith(("/shop/", "/", "#", "tel:", "data:image/svg+xml")), given


@every_sample
def test_every_form_that_changes_something_carries_the_token(name: str) -> None:
    page = Document(rendered(SAMPLES[name]))
    for form, fields in zip(page.forms, page.form_fields, strict=True):
        if form["method"] == "get":
            assert "csrf" not in fields  # it would be seen in the address
        else:
            assert "csrf" in fields


@every_sample
def test_headings_skip_no_level(name: str) -> None:
    levels = [int(tag[1]) for tag, _ in Document(rendered(SAMPLES[name])).elements if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@every_sample
def test_every_field_has_a_label_and_every_description_exists(name: str) -> None:
    page = Document(rendered(SAMPLES[name]))
    ids = {given["id"] for _, given in page.elements if "id" in given}
    labels = {given["for"] for given in page.named("label")}
    for field in page.named("input"):
        assert field["type"] == "hidden" or field["id"] in labels
        assert set(field.get("aria-describedby", "").split()) <= ids
    for _, given in page.elements:
        assert set(given.get("aria-labelledby", "").split()) <= ids


def test_a_refused_phone_says_why_at_its_field() -> None:
    for name in ("checkout-refused", "order-not-paid-refused"):
        (phone,) = [field for field in Document(rendered(SAMPLES[name])).named("input") if field.get("id") == "phone"]
        assert phone["aria-invalid"] == "true"
        assert phone["aria-describedby"].split()[0] == "phone-error"
    (phone,) = [field for field in Document(rendered(SAMPLES["checkout"])).named("input") if field.get("id") == "phone"]
    assert "aria-invalid" not in phone
    assert (phone["type"], phone["inputmode"], phone["autocomplete"]) == ("tel", "tel", "tel")


def test_a_checkout_sends_what_makes_a_repeat_harmless() -> None:
    page = Document(rendered(SAMPLES["checkout"]))
    hidden = {field["name"]: field["value"] for field in page.named("input") if field["type"] == "hidden"}
    assert hidden == {"csrf": SHELL.csrf, "request_key": "request-1", "total_cents": "120000"}


@pytest.mark.parametrize("name", LIVE)
def test_the_fragment_is_what_the_page_has_around_it(name: str) -> None:
    sample = LIVE[name]
    fragment = PAGES.render_live(sample.shell, sample.page)
    assert fragment.strip() in rendered(sample)
    first, given = Document(fragment).elements[0]
    assert first == "div"
    assert given["data-state"] == sample.page.live.state
    assert given["data-moving"] == str(sample.page.live.is_moving).lower()


@pytest.mark.parametrize("name", LIVE)
def test_an_order_can_be_paid_again_only_where_it_may_be(name: str) -> None:
    sample = LIVE[name]
    page = Document(PAGES.render_live(sample.shell, sample.page))
    live = sample.page.live
    assert [form["action"] for form in page.forms] == [f"{sample.page.url}/pay"] * live.may_pay_again
    buttons = page.named("button")
    assert [("disabled" in button) for button in buttons] == [live.wait_seconds > 0] * live.may_pay_again


@pytest.mark.parametrize("name", LIVE)
def test_without_javascript_a_moving_payment_is_loaded_again(name: str) -> None:
    sample = LIVE[name]
    refreshes = [given["content"] for given in Document(rendered(sample)).named("meta") if "http-equiv" in given]
    waits = 3 if sample.page.live.is_moving else sample.page.live.wait_seconds
    assert refreshes == ([f"{waits}; url={sample.page.url}"] if waits else [])


def test_only_a_paid_order_leads_to_its_receipt() -> None:
    leading = [name for name, sample in LIVE.items() if f'href="{sample.page.url}/receipt"' in rendered(sample)]
    assert leading == ["order-paid"]


def test_the_demo_is_marked_on_every_page_of_a_demo_and_on_no_other() -> None:
    for sample in SAMPLES.values():
        marked = rendered(replace(sample, shell=replace(sample.shell, is_demo=True)))
        real = rendered(replace(sample, shell=replace(sample.shell, is_demo=False)))
        assert "Demo, no real money" in marked
        assert "Demo, no real money" not in real


def colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([a-z0-9-]+): (#[0-9A-Fa-f]{6});", block))


def test_the_colours_are_the_tills() -> None:
    light, dark = CSS.split(DARK)
    for scheme, block in ((Scheme.LIGHT, light), (Scheme.DARK, dark)):
        tints = {f"{key}-band": tint.band for key, tint in TINTS[scheme].items()}
        tints |= {f"{key}-ink": tint.ink for key, tint in TINTS[scheme].items()}
        roles = {role.value: colour for role, colour in ROLES[scheme].items()}
        found = colours(block)
        assert found == {name: (roles | tints)[name] for name in found}
        assert found.keys() >= tints.keys() | (roles.keys() - {Role.VEIL, Role.SELECTED_ROW})
    assert set(re.findall(r"#[0-9A-Fa-f]{3,8}\b", re.sub(r"--[a-z0-9-]+: #\w+;", "", CSS))) == set()


def test_every_colour_and_type_that_is_used_exists() -> None:
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", CSS))
    assert used == set(re.findall(r"--([a-z0-9-]+):", CSS))


def test_the_little_picture_of_the_shop_has_its_colours_too() -> None:
    written = set(re.findall(r"%23([0-9A-F]{6})", (TEMPLATES / "base.html").read_text(encoding="utf-8")))
    assert {f"#{colour}" for colour in written} == {BASE["g700"], BASE["white"]}


def test_type_comes_from_the_table_and_nothing_is_smaller_than_14() -> None:
    table = {"0.875": "1.25", "1": "1.5", "1.25": "1.75", "1.75": "2.25", "3": "3.5"}
    for size, line in re.findall(r"\d00 ([\d.]+)rem/([\d.]+)rem", CSS):
        assert table[size] == line
    assert set(re.findall(r"font-size: ([^;]+);", CSS)) <= {f"{size}rem" for size in table}


def test_there_is_no_shadow_and_no_hover_style() -> None:
    assert "shadow" not in CSS.split("/* Colours */")[1]
    assert ":hover" not in CSS


def test_pages_stay_light_on_a_slow_line() -> None:
    assert (STATIC / "shop.js").stat().st_size < 4096
    assert sum(font.stat().st_size for font in STATIC.glob("fonts/*.woff2")) < 200 * 1000


def test_every_font_and_every_class_of_a_tint_is_there() -> None:
    for font in re.findall(r'url\("([^"]+)"\)', CSS):
        assert (STATIC / font).is_file()
    for key in TINTS[Scheme.LIGHT]:
        assert f".tint-{key} {{ --band: var(--{key}-band); --ink: var(--{key}-ink); }}" in CSS


def test_words_stay_as_they_are_where_a_name_is_kept_on_one_line() -> None:
    for sample in LIVE.values():
        live = sample.page.live
        text = "".join(Document(PAGES.render_live(sample.shell, sample.page)).text)
        for words in (live.heading, live.lead, live.what_happened, live.did_money_move, live.what_next):
            assert words in text
