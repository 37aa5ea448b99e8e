<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="sw" sourcelanguage="en">
<context>
    <name>BillColumn</name>
    <message>
        <source>Back to sale</source>
        <translation>Rudi kwa mauzo</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Rudi</translation>
    </message>
    <message>
        <source>Due</source>
        <translation>Ya kulipwa</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Imepokelewa</translation>
    </message>
    <message>
        <source>Left to pay</source>
        <translation>Imebaki</translation>
    </message>
    <message>
        <source>Hand back</source>
        <translation>Rudisha</translation>
    </message>
    <message>
        <source>Lines of the sale</source>
        <translation>Bidhaa za mauzo haya</translation>
    </message>
    <message>
        <source>Sale {number}</source>
        <translation>Mauzo {number}</translation>
    </message>
    <message>
        <source>VAT included {amount}</source>
        <translation>VAT ikiwemo {amount}</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>Bidhaa 1</translation>
    </message>
    <message>
        <source>{count} items</source>
        <translation>Bidhaa {count}</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Taslimu</translation>
    </message>
    <message>
        <source>asked, not paid yet</source>
        <translation>inasubiri</translation>
    </message>
    <message>
        <source>not known yet</source>
        <translation>hatujui</translation>
    </message>
    <message>
        <source>not paid, {reason}</source>
        <translation>haijalipwa, {reason}</translation>
    </message>
    <message>
        <source>code to follow</source>
        <translation>namba itafuata</translation>
    </message>
</context>
<context>
    <name>CancelWaitingDialog</name>
    <message>
        <source>The prompt cannot be called back</source>
        <translation>Ombi halirudi likishatumwa</translation>
    </message>
    <message>
        <source>{phone} can still pay the {amount}. Set the sale aside, and it finishes by itself.</source>
        <translation>{phone} bado anaweza kulipa {amount}. Weka mauzo kando; yatajimaliza yenyewe.</translation>
    </message>
    <message>
        <source>Other way</source>
        <translation>Njia nyingine</translation>
    </message>
    <message>
        <source>Set it aside</source>
        <translation>Weka kando</translation>
    </message>
    <message>
        <source>Keep waiting</source>
        <translation>Tusubiri</translation>
    </message>
</context>
<context>
    <name>CashPaidScreen</name>
    <message>
        <source>Paid in cash</source>
        <translation>Imelipwa taslimu</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Taslimu</translation>
    </message>
    <message>
        <source>{amount} paid</source>
        <translation>{amount} imelipwa</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Mpe mteja</translation>
    </message>
    <message>
        <source>Nothing</source>
        <translation>Hakuna</translation>
    </message>
    <message>
        <source>Cash received</source>
        <translation>Pesa alizotoa</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Chenji</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Imelipwa</translation>
    </message>
</context>
<context>
    <name>CashPane</name>
    <message>
        <source>Customer gives</source>
        <translation>Mteja anatoa</translation>
    </message>
    <message>
        <source>Cash received</source>
        <translation>Pesa alizotoa</translation>
    </message>
    <message>
        <source>exact</source>
        <translation>kamili</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Mpe mteja</translation>
    </message>
    <message>
        <source>Delete a digit</source>
        <translation>Futa tarakimu</translation>
    </message>
    <message>
        <source>Take cash</source>
        <translation>Pokea pesa</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Chenji</translation>
    </message>
    <message>
        <source>Still to pay</source>
        <translation>Bado kulipa</translation>
    </message>
</context>
<context>
    <name>ChargedTwiceDialog</name>
    <message>
        <source>The customer may be charged twice</source>
        <translation>Mteja anaweza kukatwa mara mbili</translation>
    </message>
    <message>
        <source>The first prompt of {amount} to {phone} has no final answer. A manager must say yes before another way is used.</source>
        <translation>Ombi la kwanza la {amount} kwa {phone} halijapata jibu la mwisho. Meneja lazima akubali kabla ya njia nyingine kutumika.</translation>
    </message>
    <message>
        <source>Let the goods go on trust...</source>
        <translation>Toa bidhaa kwa uaminifu...</translation>
    </message>
    <message>
        <source>Manager PIN...</source>
        <translation>PIN ya meneja...</translation>
    </message>
    <message>
        <source>Keep waiting</source>
        <translation>Tusubiri</translation>
    </message>
</context>
<context>
    <name>ChoiceDialog</name>
    <message>
        <source>Close</source>
        <translation>Funga</translation>
    </message>
</context>
<context>
    <name>ClockNotice</name>
    <message>
        <source>This till&apos;s clock is {0} slow</source>
        <translation>Saa ya till hii iko nyuma kwa {0}</translation>
    </message>
    <message>
        <source>This till&apos;s clock is {0} fast</source>
        <translation>Saa ya till hii iko mbele kwa {0}</translation>
    </message>
    <message>
        <source>Payments go on, but receipts have the wrong time. Ask the manager to set this computer&apos;s clock.</source>
        <translation>Malipo yanaendelea, lakini risiti zina muda usio sahihi. Mwombe meneja arekebishe saa ya kompyuta hii.</translation>
    </message>
    <message>
        <source>{0} minutes</source>
        <translation>dakika {0}</translation>
    </message>
    <message>
        <source>{0} hours</source>
        <translation>saa {0}</translation>
    </message>
    <message>
        <source>{0} days</source>
        <translation>siku {0}</translation>
    </message>
</context>
<context>
    <name>CustomerPhone</name>
    <message>
        <source>Customer&apos;s phone</source>
        <translation>Simu ya mteja</translation>
    </message>
    <message>
        <source>Demo, no real money</source>
        <translation>Maonyesho, si pesa halisi</translation>
    </message>
    <message>
        <source>Or the customer does this</source>
        <translation>Au mteja afanye hivi</translation>
    </message>
    <message>
        <source>Wrong PIN</source>
        <translation>PIN si sahihi</translation>
    </message>
    <message>
        <source>Cancels</source>
        <translation>Anaghairi</translation>
    </message>
    <message>
        <source>No money</source>
        <translation>Hana pesa</translation>
    </message>
    <message>
        <source>Ignores it</source>
        <translation>Anapuuza</translation>
    </message>
    <message>
        <source>Out of reach</source>
        <translation>Hapatikani</translation>
    </message>
    <message>
        <source>Demo PIN {pin}</source>
        <translation>PIN ya maonyesho {pin}</translation>
    </message>
    <message>
        <source>Waiting for a prompt</source>
        <translation>Inasubiri ombi</translation>
    </message>
    <message>
        <source>It rings when the till sends one.</source>
        <translation>Italia till ikituma ombi.</translation>
    </message>
    <message>
        <source>Do you want to pay {amount} to {business}, account {reference}?</source>
        <translation>Je, unataka kulipa {amount} kwa {business}, akaunti {reference}?</translation>
    </message>
    <message>
        <source>Left alone</source>
        <translation>Imeachwa</translation>
    </message>
    <message>
        <source>The prompt goes away by itself.</source>
        <translation>Ombi litaondoka lenyewe.</translation>
    </message>
    <message>
        <source>The phone has no network.</source>
        <translation>Simu haina mtandao.</translation>
    </message>
    <message>
        <source>Sent</source>
        <translation>Imetumwa</translation>
    </message>
    <message>
        <source>M-Pesa is working on it.</source>
        <translation>M-Pesa inashughulikia.</translation>
    </message>
    <message>
        <source>{amount} to {business} was not paid.</source>
        <translation>{amount} kwa {business} haijalipwa.</translation>
    </message>
    <message>
        <source>To {business}, account {reference}</source>
        <translation>Kwa {business}, akaunti {reference}</translation>
    </message>
    <message>
        <source>You paid {amount}</source>
        <translation>Umelipa {amount}</translation>
    </message>
</context>
<context>
    <name>DetailsDialog</name>
    <message>
        <source>Details</source>
        <translation>Maelezo</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Nakili</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Funga</translation>
    </message>
    <message>
        <source>Sale, attempt</source>
        <translation>Mauzo, jaribio</translation>
    </message>
    <message>
        <source>Amount, phone</source>
        <translation>Kiasi, simu</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Hali</translation>
    </message>
    <message>
        <source>M-Pesa&apos;s code</source>
        <translation>Msimbo wa M-Pesa</translation>
    </message>
    <message>
        <source>M-Pesa&apos;s words</source>
        <translation>Maneno ya M-Pesa</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Risiti</translation>
    </message>
    <message>
        <source>Our id</source>
        <translation>Kitambulisho chetu</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>New sale</source>
        <translation>Mauzo mapya</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Chapisha tena</translation>
    </message>
    <message>
        <source>No. {number}</source>
        <translation>Na. {number}</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Risiti</translation>
    </message>
    <message>
        <source>Not printed</source>
        <translation>Haijatoka</translation>
    </message>
    <message>
        <source>Printed</source>
        <translation>Imetoka</translation>
    </message>
    <message>
        <source>Printing</source>
        <translation>Inatoka</translation>
    </message>
    <message>
        <source>Opens on</source>
        <translation>Yanafunguka</translation>
    </message>
    <message>
        <source>the next scan</source>
        <translation>ukiskani tena</translation>
    </message>
    <message>
        <source>Opens by itself in {count} s,</source>
        <translation>Baada ya sek. {count},</translation>
    </message>
    <message>
        <source>or on the next scan</source>
        <translation>au ukiskani tena</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Pending and held sales</source>
        <translation>Mauzo yanayosubiri</translation>
    </message>
    <message>
        <source>Print the last receipt again</source>
        <translation>Chapisha risiti ya mwisho tena</translation>
    </message>
    <message>
        <source>Light screens</source>
        <translation>Skrini nyeupe</translation>
    </message>
    <message>
        <source>Dark screens</source>
        <translation>Skrini nyeusi</translation>
    </message>
    <message>
        <source>Leave full screen</source>
        <translation>Ondoka skrini nzima</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Skrini nzima</translation>
    </message>
    <message>
        <source>Open the web shop</source>
        <translation>Fungua duka la mtandaoni</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Toka</translation>
    </message>
    <message>
        <source>Close the till</source>
        <translation>Funga till</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menyu</translation>
    </message>
    <message>
        <source>Finish this payment, or serve the next customer first</source>
        <translation>Maliza malipo haya kwanza, au hudumia anayefuata</translation>
    </message>
    <message>
        <source>Nothing was sold yet</source>
        <translation>Bado hakuna mauzo</translation>
    </message>
</context>
<context>
    <name>ManagerPinDialog</name>
    <message>
        <source>Manager&apos;s PIN</source>
        <translation>PIN ya meneja</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Futa</translation>
    </message>
    <message>
        <source>Delete a digit</source>
        <translation>Futa tarakimu</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Ghairi</translation>
    </message>
    <message>
        <source>Say yes</source>
        <translation>Kubali</translation>
    </message>
    <message>
        <source>Too many tries. Wait {time}.</source>
        <translation>Umejaribu mara nyingi. Subiri {time}.</translation>
    </message>
    <message>
        <source>Not a manager&apos;s PIN. Tries left: {count}.</source>
        <translation>Si PIN ya meneja. Majaribio yaliyobaki: {count}.</translation>
    </message>
</context>
<context>
    <name>MishapBar</name>
    <message>
        <source>Make something go wrong...</source>
        <translation>Leta hitilafu...</translation>
    </message>
    <message>
        <source>Disarm</source>
        <translation>Ondoa</translation>
    </message>
    <message>
        <source>{number} things go wrong</source>
        <translation>Hitilafu {number}</translation>
    </message>
    <message>
        <source>Next: {title}</source>
        <translation>Ijayo: {title}</translation>
    </message>
    <message>
        <source>Now: {title}</source>
        <translation>Sasa: {title}</translation>
    </message>
</context>
<context>
    <name>MishapPage</name>
    <message>
        <source>Make something go wrong</source>
        <translation>Sababisha hitilafu</translation>
    </message>
    <message>
        <source>It happens to the next prompt, and to that one only. No money is real here.</source>
        <translation>Itapata ombi linalofuata tu, na hilo peke yake. Hapa hakuna pesa halisi.</translation>
    </message>
    <message>
        <source>Back to the phone</source>
        <translation>Rudi kwa simu</translation>
    </message>
    <message>
        <source>Next prompt</source>
        <translation>Ombi lijalo</translation>
    </message>
    <message>
        <source>Last prompt</source>
        <translation>Ombi lililopita</translation>
    </message>
</context>
<context>
    <name>MpesaPane</name>
    <message>
        <source>Amount</source>
        <translation>Kiasi</translation>
    </message>
    <message>
        <source>Customer&apos;s phone</source>
        <translation>Simu ya mteja</translation>
    </message>
    <message>
        <source>The customer&apos;s phone will show</source>
        <translation>Simu ya mteja itaonyesha</translation>
    </message>
    <message>
        <source>The phone must be on and unlocked.</source>
        <translation>Simu iwe imewashwa na imefunguliwa.</translation>
    </message>
    <message>
        <source>Delete a digit</source>
        <translation>Futa tarakimu</translation>
    </message>
    <message>
        <source>Send prompt</source>
        <translation>Tuma ombi</translation>
    </message>
    <message>
        <source>All of it</source>
        <translation>Zote</translation>
    </message>
    <message>
        <source>Part of it</source>
        <translation>Sehemu</translation>
    </message>
    <message>
        <source>Do you want to pay
{amount} to
{business},
account {reference}?</source>
        <translation>Je, unataka kulipa
{amount} kwa
{business},
akaunti {reference}?</translation>
    </message>
    <message>
        <source>M-Pesa PIN</source>
        <translation>PIN ya M-Pesa</translation>
    </message>
    <message>
        <source>More than is left to pay.</source>
        <translation>Ni zaidi ya kilichobaki.</translation>
    </message>
    <message>
        <source>Over M-Pesa&apos;s limit for one payment.</source>
        <translation>Imezidi kiwango cha M-Pesa.</translation>
    </message>
    <message>
        <source>Safaricom number</source>
        <translation>Namba ya Safaricom</translation>
    </message>
</context>
<context>
    <name>NotPaidScreen</name>
    <message>
        <source>Not paid</source>
        <translation>Haijalipwa</translation>
    </message>
    <message>
        <source>Pay another way</source>
        <translation>Lipa kwa njia nyingine</translation>
    </message>
    <message>
        <source>Ask the customer...</source>
        <translation>Muulize mteja...</translation>
    </message>
    <message>
        <source>Change number</source>
        <translation>Badilisha namba</translation>
    </message>
    <message>
        <source>Checking with M-Pesa</source>
        <translation>Tunauliza M-Pesa</translation>
    </message>
    <message>
        <source>Send again in {time}</source>
        <translation>Tuma tena baada ya {time}</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Tuma tena</translation>
    </message>
    <message>
        <source>Other way</source>
        <translation>Njia nyingine</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Namba</translation>
    </message>
</context>
<context>
    <name>OpenPromptQuestions</name>
    <message>
        <source>Another way to pay while the first prompt has no final answer.</source>
        <translation>Njia nyingine ya kulipa wakati ombi la kwanza halijapata jibu la mwisho.</translation>
    </message>
    <message>
        <source>M-Pesa SMS was seen</source>
        <translation>SMS ya M-Pesa imeonekana</translation>
    </message>
    <message>
        <source>Customer is known</source>
        <translation>Mteja anajulikana</translation>
    </message>
    <message>
        <source>Why may the goods go?</source>
        <translation>Kwa nini bidhaa zitoke?</translation>
    </message>
    <message>
        <source>The goods go before the money is certain. The payment stays open.</source>
        <translation>Bidhaa zinatoka kabla ya pesa kuthibitishwa. Malipo yanabaki wazi.</translation>
    </message>
</context>
<context>
    <name>OutcomePage</name>
    <message>
        <source>Details</source>
        <translation>Maelezo</translation>
    </message>
    <message>
        <source>{amount} to {phone}</source>
        <translation>{amount} kwa {phone}</translation>
    </message>
    <message>
        <source>M-Pesa prompt</source>
        <translation>Ombi la M-Pesa</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Nini kimetokea</translation>
    </message>
    <message>
        <source>Did money move?</source>
        <translation>Pesa zimetoka?</translation>
    </message>
    <message>
        <source>What to do next</source>
        <translation>Nini cha kufanya</translation>
    </message>
</context>
<context>
    <name>PaidScreen</name>
    <message>
        <source>Paid</source>
        <translation>Imelipwa</translation>
    </message>
    <message>
        <source>{amount} to {phone}</source>
        <translation>{amount} kwa {phone}</translation>
    </message>
    <message>
        <source>M-Pesa prompt</source>
        <translation>Ombi la M-Pesa</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Rudisha pesa</translation>
    </message>
    <message>
        <source>Call the manager</source>
        <translation>Mwite meneja</translation>
    </message>
    <message>
        <source>None</source>
        <translation>Hakuna</translation>
    </message>
    <message>
        <source>M-Pesa code</source>
        <translation>Namba ya muamala</translation>
    </message>
    <message>
        <source>To follow</source>
        <translation>Itafuata</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Chenji</translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message>
        <source>Receipt printer</source>
        <translation>Printa ya risiti</translation>
    </message>
</context>
<context>
    <name>PayScreen</name>
    <message>
        <source>Pay</source>
        <translation>Lipa</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Taslimu</translation>
    </message>
    <message>
        <source>M-Pesa prompt</source>
        <translation>Ombi la M-Pesa</translation>
    </message>
</context>
<context>
    <name>PendingDetail</name>
    <message>
        <source>Pay another way</source>
        <translation>Lipa kwa njia nyingine</translation>
    </message>
    <message>
        <source>Decide (manager)</source>
        <translation>Amua (meneja)</translation>
    </message>
    <message>
        <source>Sale {number}</source>
        <translation>Mauzo {number}</translation>
    </message>
    <message>
        <source>When it is paid, the receipt prints here and the till says so.</source>
        <translation>Ikilipwa, risiti itatoka hapa na till itasema.</translation>
    </message>
    <message>
        <source>Check with M-Pesa</source>
        <translation>Uliza M-Pesa</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Chapisha tena</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Rudisha</translation>
    </message>
    <message>
        <source>M-Pesa {code}</source>
        <translation>M-Pesa {code}</translation>
    </message>
    <message>
        <source>M-Pesa has this money for sale {0}. It is not certain which prompt it paid. Look, then decide.</source>
        <translation>M-Pesa ina pesa hizi za mauzo {0}. Haijulikani zililipa ombi lipi. Angalia, kisha amua.</translation>
    </message>
    <message>
        <source>This money came for no sale of this till, as after a backup. Find its sale, then decide.</source>
        <translation>Pesa hizi si za mauzo yoyote ya till hii, kama baada ya kurejesha nakala. Tafuta mauzo yake, kisha amua.</translation>
    </message>
    <message>
        <source>Held sale</source>
        <translation>Mauzo yaliyowekwa kando</translation>
    </message>
    <message>
        <source>Without a note</source>
        <translation>Bila maelezo</translation>
    </message>
    <message>
        <source>Bringing it back holds the sale that is open now, if it has anything in it.</source>
        <translation>Ukiyarudisha, mauzo yaliyo wazi sasa yatawekwa kando, kama yana bidhaa.</translation>
    </message>
</context>
<context>
    <name>PendingFlow</name>
    <message>
        <source>Show</source>
        <translation>Onyesha</translation>
    </message>
    <message>
        <source>Paid: sale {0}, {1}</source>
        <translation>Imelipwa: mauzo {0}, {1}</translation>
    </message>
    <message>
        <source>Receipt prints by itself</source>
        <translation>Risiti inatoka yenyewe</translation>
    </message>
    <message>
        <source>Not paid: sale {0}, {1}</source>
        <translation>Haijalipwa: mauzo {0}, {1}</translation>
    </message>
    <message>
        <source>We don&apos;t know yet: sale {0}, {1}</source>
        <translation>Bado hatujui: mauzo {0}, {1}</translation>
    </message>
    <message>
        <source>It waits in Pending.</source>
        <translation>Iko kwa Yanayosubiri.</translation>
    </message>
    <message>
        <source>Give back {0}. It waits in Pending.</source>
        <translation>Rudisha {0}. Iko kwa Yanayosubiri.</translation>
    </message>
    <message>
        <source>It counts for its sale, which goes on.</source>
        <translation>Zinahesabiwa kwa mauzo yake, ambayo yanaendelea.</translation>
    </message>
    <message>
        <source>It was looked into. Both names are written down.</source>
        <translation>Imechunguzwa. Majina mawili yanaandikwa.</translation>
    </message>
    <message>
        <source>{found}. Both names are written down.</source>
        <translation>{found}. Majina mawili yanaandikwa.</translation>
    </message>
    <message>
        <source>What was found?</source>
        <translation>Nini kimepatikana?</translation>
    </message>
    <message>
        <source>Sale {0}</source>
        <translation>Mauzo {0}</translation>
    </message>
</context>
<context>
    <name>PendingScreen</name>
    <message>
        <source>Pending</source>
        <translation>Yanayosubiri</translation>
    </message>
    <message>
        <source>Back to sale</source>
        <translation>Rudi kwa mauzo</translation>
    </message>
    <message>
        <source>Check all</source>
        <translation>Uliza zote</translation>
    </message>
    <message>
        <source>Nothing is pending.</source>
        <translation>Hakuna kinachosubiri.</translation>
    </message>
    <message>
        <source>What waits at this till</source>
        <translation>Yanayosubiri kwa till hii</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Uliza sasa</translation>
    </message>
    <message>
        <source>Decide</source>
        <translation>Amua</translation>
    </message>
    <message>
        <source>Bring back</source>
        <translation>Rudisha</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Chapisha tena</translation>
    </message>
</context>
<context>
    <name>PhoneShowsNothingDialog</name>
    <message>
        <source>Look at the customer&apos;s phone</source>
        <translation>Angalia simu ya mteja</translation>
    </message>
    <message>
        <source>M-Pesa does not answer. Is there no prompt and no M-Pesa message about {amount} on {phone}?</source>
        <translation>M-Pesa haijibu. Je, hakuna ombi wala ujumbe wa M-Pesa wa {amount} kwenye {phone}?</translation>
    </message>
    <message>
        <source>No payment on it</source>
        <translation>Hakuna malipo</translation>
    </message>
    <message>
        <source>Wait</source>
        <translation>Subiri</translation>
    </message>
</context>
<context>
    <name>PromptPage</name>
    <message>
        <source>M-Pesa PIN</source>
        <translation>PIN ya M-Pesa</translation>
    </message>
    <message>
        <source>Delete a digit</source>
        <translation>Futa tarakimu</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Ghairi</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Tuma</translation>
    </message>
</context>
<context>
    <name>SaleScreen</name>
    <message>
        <source>Sale</source>
        <translation>Mauzo</translation>
    </message>
    <message>
        <source>Scan, or type a name or code</source>
        <translation>Skani, au andika jina au namba</translation>
    </message>
    <message>
        <source>then scan = 3 of it</source>
        <translation>kisha skani = 3</translation>
    </message>
    <message>
        <source>Scan or search</source>
        <translation>Skani au tafuta</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Zaidi</translation>
    </message>
    <message>
        <source>Nothing has this name or code.</source>
        <translation>Hakuna bidhaa yenye jina au namba hii.</translation>
    </message>
    <message>
        <source>{0} left</source>
        <translation>Zimebaki {0}</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Andika</translation>
    </message>
    <message>
        <source>One less</source>
        <translation>Punguza moja</translation>
    </message>
    <message>
        <source>One more</source>
        <translation>Ongeza moja</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Maelezo</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Ondoa</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Zote</translation>
    </message>
</context>
<context>
    <name>SellingFlow</name>
    <message>
        <source>{0} of the next scan</source>
        <translation>{0} za bidhaa inayofuata</translation>
    </message>
    <message>
        <source>Item {0}</source>
        <translation>Bidhaa {0}</translation>
    </message>
    <message>
        <source>{0} is not in the catalogue</source>
        <translation>{0} haiko kwenye orodha</translation>
    </message>
    <message>
        <source>Type its price to sell it as an open item, or close this and scan again.</source>
        <translation>Andika bei yake ili kuiuza, au funga hapa na uskani tena.</translation>
    </message>
    <message>
        <source>Categories</source>
        <translation>Aina</translation>
    </message>
    <message>
        <source>Type the amount.</source>
        <translation>Andika kiasi.</translation>
    </message>
    <message>
        <source>How many?</source>
        <translation>Ngapi?</translation>
    </message>
    <message>
        <source>Note for {0}</source>
        <translation>Maelezo ya {0}</translation>
    </message>
    <message>
        <source>Hold this sale: whose is it?</source>
        <translation>Weka kando: mauzo ni ya nani?</translation>
    </message>
    <message>
        <source>Clear the whole sale?</source>
        <translation>Ufute mauzo yote?</translation>
    </message>
    <message>
        <source>Clear the sale</source>
        <translation>Futa mauzo</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Good morning</source>
        <translation>Habari ya asubuhi</translation>
    </message>
    <message>
        <source>Good afternoon</source>
        <translation>Habari ya mchana</translation>
    </message>
    <message>
        <source>Good evening</source>
        <translation>Habari ya jioni</translation>
    </message>
    <message>
        <source>Tap your name, then enter your PIN.</source>
        <translation>Gusa jina lako, kisha weka PIN yako.</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Futa</translation>
    </message>
    <message>
        <source>Delete the last digit</source>
        <translation>Futa tarakimu ya mwisho</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Ingia</translation>
    </message>
    <message>
        <source>Wrong PIN. {0} tries left.</source>
        <translation>PIN si sahihi. Umebaki na majaribio {0}.</translation>
    </message>
    <message>
        <source>Too many wrong PINs. Wait {0} s.</source>
        <translation>PIN nyingi si sahihi. Subiri sek. {0}.</translation>
    </message>
    <message>
        <source>Enter your PIN</source>
        <translation>Weka PIN yako</translation>
    </message>
    <message>
        <source>Cashier</source>
        <translation>Keshia</translation>
    </message>
    <message>
        <source>Manager</source>
        <translation>Meneja</translation>
    </message>
    <message>
        <source>Owner</source>
        <translation>Mmiliki</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>{0} pending</source>
        <translation>{0} yanasubiri</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Nyeupe</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Nyeusi</translation>
    </message>
    <message>
        <source>Menu</source>
        <translation>Menyu</translation>
    </message>
    <message>
        <source>{0} to decide</source>
        <translation>{0} ya kuamua</translation>
    </message>
    <message>
        <source>{0} pending, {1} to decide</source>
        <translation>{0} yanasubiri, {1} ya kuamua</translation>
    </message>
    <message>
        <source>M-Pesa ready</source>
        <translation>M-Pesa iko tayari</translation>
    </message>
    <message>
        <source>M-Pesa slower</source>
        <translation>M-Pesa polepole</translation>
    </message>
    <message>
        <source>M-Pesa not set up</source>
        <translation>M-Pesa haijawekwa</translation>
    </message>
</context>
<context>
    <name>UnknownScreen</name>
    <message>
        <source>We don&apos;t know yet</source>
        <translation>Bado hatujui</translation>
    </message>
    <message>
        <source>Serve the next customer</source>
        <translation>Hudumia anayefuata</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Uliza sasa</translation>
    </message>
    <message>
        <source>Other way</source>
        <translation>Njia nyingine</translation>
    </message>
    <message>
        <source>Pay another way</source>
        <translation>Lipa kwa njia nyingine</translation>
    </message>
    <message>
        <source>M-Pesa has not answered for {time}</source>
        <translation>M-Pesa haijajibu kwa {time}</translation>
    </message>
    <message>
        <source>Next check {when}.</source>
        <translation>Tutauliza tena {when}.</translation>
    </message>
</context>
<context>
    <name>WaitingScreen</name>
    <message>
        <source>Waiting for M-Pesa</source>
        <translation>Tunasubiri M-Pesa</translation>
    </message>
    <message>
        <source>Serve the next customer</source>
        <translation>Hudumia anayefuata</translation>
    </message>
    <message>
        <source>Cancel...</source>
        <translation>Ghairi...</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Uliza sasa</translation>
    </message>
    <message>
        <source>Say to the customer</source>
        <translation>Mwambie mteja</translation>
    </message>
    <message>
        <source>&quot;Please enter your M-Pesa PIN on your phone.&quot;</source>
        <translation>&quot;Tafadhali weka PIN yako ya M-Pesa kwenye simu.&quot;</translation>
    </message>
    <message>
        <source>{amount} to {phone}</source>
        <translation>{amount} kwa {phone}</translation>
    </message>
    <message>
        <source>M-Pesa prompt</source>
        <translation>Ombi la M-Pesa</translation>
    </message>
    <message>
        <source>to {phone}</source>
        <translation>kwa {phone}</translation>
    </message>
    <message>
        <source>Waiting for the customer&apos;s PIN</source>
        <translation>Tunasubiri PIN ya mteja</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Imelipwa</translation>
    </message>
    <message>
        <source>Sending the prompt</source>
        <translation>Ombi linatumwa</translation>
    </message>
    <message>
        <source>Prompt sent</source>
        <translation>Ombi limetumwa</translation>
    </message>
    <message>
        <source>PIN entered</source>
        <translation>PIN imewekwa</translation>
    </message>
    <message>
        <source>M-Pesa says paid. We ask once more to be sure.</source>
        <translation>M-Pesa inasema imelipwa. Tunauliza tena kuhakikisha.</translation>
    </message>
    <message>
        <source>Confirming with M-Pesa</source>
        <translation>Tunahakikisha na M-Pesa</translation>
    </message>
    <message>
        <source>M-Pesa usually answers within a minute.</source>
        <translation>Kwa kawaida M-Pesa hujibu kwa dakika moja.</translation>
    </message>
</context>
<context>
    <name>_CustomerHead</name>
    <message>
        <source>Walk-in customer</source>
        <translation>Mteja wa kawaida</translation>
    </message>
</context>
<context>
    <name>_EmptyCart</name>
    <message>
        <source>Karibu! Ready for the first sale.</source>
        <translation>Karibu! Tayari kwa mauzo ya kwanza.</translation>
    </message>
    <message>
        <source>Ready for the next sale.</source>
        <translation>Tayari kwa mauzo yanayofuata.</translation>
    </message>
    <message>
        <source>Scan an item, or tap it on the left.</source>
        <translation>Skani bidhaa, au iguse upande wa kushoto.</translation>
    </message>
</context>
<context>
    <name>_Foot</name>
    <message>
        <source>Total</source>
        <translation>Jumla</translation>
    </message>
    <message>
        <source>Hold</source>
        <translation>Weka kando</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Futa</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Lipa</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>Bidhaa 1</translation>
    </message>
    <message>
        <source>{0} items</source>
        <translation>Bidhaa {0}</translation>
    </message>
    <message>
        <source> · rounded {0}</source>
        <translation> · imekadiriwa {0}</translation>
    </message>
    <message>
        <source>VAT included {0}</source>
        <translation>VAT ikiwemo {0}</translation>
    </message>
</context>
<context>
    <name>_TypingDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Ghairi</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>Sawa</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>Of no sale here</source>
        <translation>Si ya mauzo ya hapa</translation>
    </message>
    <message>
        <source>Of which prompt?</source>
        <translation>Ya ombi lipi?</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Imelipwa</translation>
    </message>
    <message>
        <source>We don&apos;t know yet</source>
        <translation>Bado hatujui</translation>
    </message>
    <message>
        <source>Not paid: {reason}</source>
        <translation>Haijalipwa: {reason}</translation>
    </message>
    <message>
        <source>Confirming</source>
        <translation>Tunahakikisha</translation>
    </message>
    <message>
        <source>Sending</source>
        <translation>Inatumwa</translation>
    </message>
    <message>
        <source>Waiting for PIN</source>
        <translation>Inasubiri PIN</translation>
    </message>
    <message>
        <source>1 item</source>
        <translation>Bidhaa 1</translation>
    </message>
    <message>
        <source>{count} items</source>
        <translation>Bidhaa {count}</translation>
    </message>
    <message>
        <source>{count} to decide, {amount}</source>
        <translation>{count} ya kuamua, {amount}</translation>
    </message>
    <message>
        <source>{count} pending, {amount}</source>
        <translation>{count} yanasubiri, {amount}</translation>
    </message>
    <message>
        <source>M-Pesa payments</source>
        <translation>Malipo ya M-Pesa</translation>
    </message>
    <message>
        <source>Held sales</source>
        <translation>Mauzo yaliyowekwa kando</translation>
    </message>
    <message>
        <source>{count} paid</source>
        <translation>{count} yamelipwa</translation>
    </message>
    <message>
        <source>{count} not paid</source>
        <translation>{count} hayajalipwa</translation>
    </message>
    <message>
        <source>Answered in the background</source>
        <translation>Yaliyopata jibu</translation>
    </message>
    <message>
        <source>Sale {number}</source>
        <translation>Mauzo {number}</translation>
    </message>
    <message>
        <source>Held sale</source>
        <translation>Mauzo yaliyowekwa kando</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Kando</translation>
    </message>
    <message>
        <source>receipt printed</source>
        <translation>risiti imetoka</translation>
    </message>
    <message>
        <source>receipt waits for the printer</source>
        <translation>risiti inasubiri printa</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>dak. {count}</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>saa {count}</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>siku {count}</translation>
    </message>
    <message>
        <source>No answer. May have paid.</source>
        <translation>Hakuna jibu. Huenda amelipa.</translation>
    </message>
    <message>
        <source>Next check, by itself</source>
        <translation>Itauliza tena yenyewe</translation>
    </message>
    <message>
        <source>now</source>
        <translation>sasa</translation>
    </message>
    <message>
        <source>in {count} s</source>
        <translation>baada ya sek. {count}</translation>
    </message>
    <message>
        <source>in {count} min</source>
        <translation>baada ya dak. {count}</translation>
    </message>
    <message>
        <source>Jan</source>
        <translation>Jan</translation>
    </message>
    <message>
        <source>Feb</source>
        <translation>Feb</translation>
    </message>
    <message>
        <source>Mar</source>
        <translation>Mac</translation>
    </message>
    <message>
        <source>Apr</source>
        <translation>Apr</translation>
    </message>
    <message>
        <source>May</source>
        <translation>Mei</translation>
    </message>
    <message>
        <source>Jun</source>
        <translation>Jun</translation>
    </message>
    <message>
        <source>Jul</source>
        <translation>Jul</translation>
    </message>
    <message>
        <source>Aug</source>
        <translation>Ago</translation>
    </message>
    <message>
        <source>Sep</source>
        <translation>Sep</translation>
    </message>
    <message>
        <source>Oct</source>
        <translation>Okt</translation>
    </message>
    <message>
        <source>Nov</source>
        <translation>Nov</translation>
    </message>
    <message>
        <source>Dec</source>
        <translation>Des</translation>
    </message>
    <message>
        <source>Type the customer&apos;s number.</source>
        <translation>Andika namba ya mteja.</translation>
    </message>
    <message>
        <source>A phone number has no letters.</source>
        <translation>Namba ya simu haina herufi.</translation>
    </message>
    <message>
        <source>Too few digits.</source>
        <translation>Tarakimu ni chache.</translation>
    </message>
    <message>
        <source>Too many digits.</source>
        <translation>Tarakimu ni nyingi.</translation>
    </message>
    <message>
        <source>M-Pesa reaches Kenyan numbers only.</source>
        <translation>M-Pesa ni ya namba za Kenya tu.</translation>
    </message>
    <message>
        <source>A landline. M-Pesa needs a mobile.</source>
        <translation>Ni simu ya mezani. M-Pesa hutaka rununu.</translation>
    </message>
    <message>
        <source>Kenyan mobiles begin with 07 or 01.</source>
        <translation>Namba za Kenya huanza na 07 au 01.</translation>
    </message>
    <message>
        <source>Number not accepted</source>
        <translation>Namba haikubaliki</translation>
    </message>
    <message>
        <source>Nothing was sent.</source>
        <translation>Hakuna kilichotumwa.</translation>
    </message>
    <message>
        <source>Type the number again.</source>
        <translation>Andika namba tena.</translation>
    </message>
    <message>
        <source>Read it back to the customer.</source>
        <translation>Msomee mteja namba hiyo.</translation>
    </message>
    <message>
        <source>The amount must be more than nothing.</source>
        <translation>Kiasi lazima kizidi sufuri.</translation>
    </message>
    <message>
        <source>M-Pesa takes whole shillings only.</source>
        <translation>M-Pesa hupokea shilingi kamili tu.</translation>
    </message>
    <message>
        <source>The amount is over M-Pesa&apos;s limit for one payment.</source>
        <translation>Kiasi kimezidi kiwango cha M-Pesa kwa malipo ya mara moja.</translation>
    </message>
    <message>
        <source>That is not an amount of money.</source>
        <translation>Hicho si kiasi cha pesa.</translation>
    </message>
    <message>
        <source>Amount not accepted</source>
        <translation>Kiasi hakikubaliki</translation>
    </message>
    <message>
        <source>Type another amount.</source>
        <translation>Andika kiasi kingine.</translation>
    </message>
    <message>
        <source>A part can be paid by M-Pesa and the rest in cash.</source>
        <translation>Sehemu ilipwe kwa M-Pesa na iliyobaki kwa pesa taslimu.</translation>
    </message>
    <message>
        <source>Prompt not sent</source>
        <translation>Ombi halikutumwa</translation>
    </message>
    <message>
        <source>The request cannot be written for M-Pesa.</source>
        <translation>Ombi haliwezi kuandikwa kwa M-Pesa.</translation>
    </message>
    <message>
        <source>Tell the manager, and take cash.</source>
        <translation>Mwambie meneja, na upokee pesa taslimu.</translation>
    </message>
    <message>
        <source>Details has the words for the manager.</source>
        <translation>Maelezo yana maneno ya kumwonyesha meneja.</translation>
    </message>
    <message>
        <source>Earlier prompt still open</source>
        <translation>Ombi la kwanza bado liko wazi</translation>
    </message>
    <message>
        <source>An earlier prompt of this sale may still be paid.</source>
        <translation>Ombi la awali la mauzo haya bado linaweza kulipwa.</translation>
    </message>
    <message>
        <source>A second one could charge the customer twice.</source>
        <translation>Ombi la pili linaweza kumkata mteja mara mbili.</translation>
    </message>
    <message>
        <source>Message cannot be read</source>
        <translation>Ujumbe hausomeki</translation>
    </message>
    <message>
        <source>A message from M-Pesa cannot be read.</source>
        <translation>Ujumbe wa M-Pesa hausomeki.</translation>
    </message>
    <message>
        <source>It is kept, and we ask M-Pesa instead.</source>
        <translation>Umehifadhiwa, na till inauliza M-Pesa yenyewe.</translation>
    </message>
    <message>
        <source>Answers come slower</source>
        <translation>Majibu yanachelewa</translation>
    </message>
    <message>
        <source>The shop&apos;s mailbox does not answer.</source>
        <translation>Sanduku la majibu la duka halijibu.</translation>
    </message>
    <message>
        <source>We ask M-Pesa ourselves, which takes some seconds longer.</source>
        <translation>Till inauliza M-Pesa yenyewe; inachukua sekunde kadhaa zaidi.</translation>
    </message>
    <message>
        <source>Till must be paired again</source>
        <translation>Till iunganishwe tena</translation>
    </message>
    <message>
        <source>The shop&apos;s mailbox does not know this till any more.</source>
        <translation>Sanduku la majibu la duka halitambui till hii tena.</translation>
    </message>
    <message>
        <source>We ask M-Pesa ourselves. The manager has to pair the till again.</source>
        <translation>Till inauliza M-Pesa yenyewe. Meneja aiunganishe tena.</translation>
    </message>
    <message>
        <source>Payment not found</source>
        <translation>Malipo hayapatikani</translation>
    </message>
    <message>
        <source>This payment is not in the till&apos;s file.</source>
        <translation>Malipo haya hayako kwenye faili ya till.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Hakuna kilichobadilishwa.</translation>
    </message>
    <message>
        <source>Second prompt not allowed</source>
        <translation>Ombi la pili halijaruhusiwa</translation>
    </message>
    <message>
        <source>A second prompt needs another person&apos;s yes.</source>
        <translation>Ombi la pili linahitaji idhini ya mtu mwingine.</translation>
    </message>
    <message>
        <source>Ask a manager to enter the PIN.</source>
        <translation>Mwombe meneja aweke PIN yake.</translation>
    </message>
    <message>
        <source>It cannot be the person who is selling.</source>
        <translation>Hawezi kuwa yule anayeuza.</translation>
    </message>
    <message>
        <source>Goods went out on trust</source>
        <translation>Bidhaa zilitoka kwa uaminifu</translation>
    </message>
    <message>
        <source>A manager let the goods of this sale go before it was paid.</source>
        <translation>Meneja aliruhusu bidhaa zitoke kabla ya kulipwa.</translation>
    </message>
    <message>
        <source>It waits for its money and cannot be changed.</source>
        <translation>Mauzo yanasubiri pesa na hayawezi kubadilishwa.</translation>
    </message>
    <message>
        <source>Till&apos;s disk refused</source>
        <translation>Diski ya till imekataa</translation>
    </message>
    <message>
        <source>The till&apos;s disk did not take what came of this payment.</source>
        <translation>Diski ya till haikuhifadhi matokeo ya malipo haya.</translation>
    </message>
    <message>
        <source>Fault in the till</source>
        <translation>Hitilafu ya till</translation>
    </message>
    <message>
        <source>The till could not do that.</source>
        <translation>Till haikuweza kufanya hivyo.</translation>
    </message>
    <message>
        <source>The sale is as it was.</source>
        <translation>Mauzo yako vile yalivyokuwa.</translation>
    </message>
    <message>
        <source>Try once more, then call the manager.</source>
        <translation>Jaribu tena mara moja, kisha mwite meneja.</translation>
    </message>
    <message>
        <source>The till could not finish that.</source>
        <translation>Till haikuweza kumaliza.</translation>
    </message>
    <message>
        <source>Printing moves no money.</source>
        <translation>Kuchapisha hakugusi pesa.</translation>
    </message>
    <message>
        <source>What is paid stays paid.</source>
        <translation>Kilicholipwa kimelipwa.</translation>
    </message>
    <message>
        <source>The receipt is kept, and can be printed at any time.</source>
        <translation>Risiti imehifadhiwa, inaweza kuchapishwa wakati wowote.</translation>
    </message>
    <message>
        <source>Printer does not answer</source>
        <translation>Printa haijibu</translation>
    </message>
    <message>
        <source>The receipt printer does not answer.</source>
        <translation>Printa ya risiti haijibu.</translation>
    </message>
    <message>
        <source>It may be off or unplugged.</source>
        <translation>Huenda imezimwa au haijaunganishwa.</translation>
    </message>
    <message>
        <source>Switch it on, then print again.</source>
        <translation>Iwashe, kisha chapisha tena.</translation>
    </message>
    <message>
        <source>Printer has no paper</source>
        <translation>Printa haina karatasi</translation>
    </message>
    <message>
        <source>The receipt printer has no paper.</source>
        <translation>Printa ya risiti haina karatasi.</translation>
    </message>
    <message>
        <source>It waits for a new roll.</source>
        <translation>Inasubiri karatasi mpya.</translation>
    </message>
    <message>
        <source>Put in paper, then print again.</source>
        <translation>Weka karatasi, kisha chapisha tena.</translation>
    </message>
    <message>
        <source>Printer is open</source>
        <translation>Printa iko wazi</translation>
    </message>
    <message>
        <source>The receipt printer&apos;s cover is open.</source>
        <translation>Kifuniko cha printa ya risiti kiko wazi.</translation>
    </message>
    <message>
        <source>It prints only when it is shut.</source>
        <translation>Huchapisha ikiwa imefungwa tu.</translation>
    </message>
    <message>
        <source>Shut the cover, then print again.</source>
        <translation>Funga kifuniko, kisha chapisha tena.</translation>
    </message>
    <message>
        <source>Printer has a fault</source>
        <translation>Printa ina hitilafu</translation>
    </message>
    <message>
        <source>The receipt printer has a fault.</source>
        <translation>Printa ya risiti ina hitilafu.</translation>
    </message>
    <message>
        <source>Paper may be stuck in it.</source>
        <translation>Huenda karatasi imekwama ndani.</translation>
    </message>
    <message>
        <source>Look at the printer, then print again.</source>
        <translation>Angalia printa, kisha chapisha tena.</translation>
    </message>
    <message>
        <source>Printing was cut off</source>
        <translation>Uchapishaji umekatika</translation>
    </message>
    <message>
        <source>The receipt was cut off while it printed.</source>
        <translation>Risiti ilikatika ikichapishwa.</translation>
    </message>
    <message>
        <source>A part of it may be on paper.</source>
        <translation>Huenda sehemu yake imetoka.</translation>
    </message>
    <message>
        <source>Print again. The new one says that it is a copy.</source>
        <translation>Chapisha tena. Mpya itasema kuwa ni nakala.</translation>
    </message>
    <message>
        <source>Not saved</source>
        <translation>Haijahifadhiwa</translation>
    </message>
    <message>
        <source>The last step was not saved.</source>
        <translation>Hatua ya mwisho haikuhifadhiwa.</translation>
    </message>
    <message>
        <source>No money moved.</source>
        <translation>Hakuna pesa zilizotoka.</translation>
    </message>
    <message>
        <source>The till&apos;s disk is full.</source>
        <translation>Diski ya till imejaa.</translation>
    </message>
    <message>
        <source>Call the manager. Room must be made.</source>
        <translation>Mwite meneja. Nafasi lazima ipatikane.</translation>
    </message>
    <message>
        <source>The till&apos;s file is busy.</source>
        <translation>Faili ya till inatumika.</translation>
    </message>
    <message>
        <source>The till&apos;s file cannot be written.</source>
        <translation>Faili ya till haiandikiki.</translation>
    </message>
    <message>
        <source>Stop selling. Call the manager.</source>
        <translation>Acha kuuza. Mwite meneja.</translation>
    </message>
    <message>
        <source>Money was taken</source>
        <translation>Pesa zimepokelewa</translation>
    </message>
    <message>
        <source>Money was taken for this sale already.</source>
        <translation>Pesa za mauzo haya zimeshapokelewa.</translation>
    </message>
    <message>
        <source>So it cannot be changed or cleared.</source>
        <translation>Kwa hivyo hayawezi kubadilishwa wala kufutwa.</translation>
    </message>
    <message>
        <source>Yes. The bill shows what was taken.</source>
        <translation>Ndiyo. Bili inaonyesha zilizopokelewa.</translation>
    </message>
    <message>
        <source>Nothing more moved.</source>
        <translation>Hakuna zaidi zilizotoka.</translation>
    </message>
    <message>
        <source>Hand the cash back first, or finish the sale.</source>
        <translation>Rudisha pesa kwanza, au maliza mauzo.</translation>
    </message>
    <message>
        <source>The cross beside the amount hands it back.</source>
        <translation>Alama ya X kando ya kiasi huzirudisha.</translation>
    </message>
    <message>
        <source>There is no way to M-Pesa just now.</source>
        <translation>Kwa sasa hakuna njia ya kufikia M-Pesa.</translation>
    </message>
    <message>
        <source>Nothing left this till.</source>
        <translation>Hakuna kilichotoka kwa till hii.</translation>
    </message>
    <message>
        <source>Send the prompt again.</source>
        <translation>Tuma ombi tena.</translation>
    </message>
    <message>
        <source>If the network is down, take cash: selling goes on.</source>
        <translation>Kama mtandao haupo, pokea pesa taslimu: mauzo yanaendelea.</translation>
    </message>
    <message>
        <source>Secure connection blocked</source>
        <translation>Muunganisho salama umezuiwa</translation>
    </message>
    <message>
        <source>Something stands between this till and M-Pesa.</source>
        <translation>Kuna kitu kati ya till hii na M-Pesa.</translation>
    </message>
    <message>
        <source>The till sent nothing through it.</source>
        <translation>Till haikutuma chochote kupitia kwake.</translation>
    </message>
    <message>
        <source>The network, or a login page of it, has to be put right.</source>
        <translation>Mtandao, au ukurasa wake wa kuingia, urekebishwe.</translation>
    </message>
    <message>
        <source>The till stopped before the prompt was sent.</source>
        <translation>Till ilizima kabla ombi halijatumwa.</translation>
    </message>
    <message>
        <source>Phone busy</source>
        <translation>Simu ina shughuli</translation>
    </message>
    <message>
        <source>The phone is busy with another M-Pesa request.</source>
        <translation>Simu ina ombi lingine la M-Pesa.</translation>
    </message>
    <message>
        <source>This prompt did not go out.</source>
        <translation>Ombi hili halikutoka.</translation>
    </message>
    <message>
        <source>Finish or cancel it on the phone first.</source>
        <translation>Mteja alimalize au alighairi kwanza.</translation>
    </message>
    <message>
        <source>Then send again. M-Pesa frees the phone after about a minute.</source>
        <translation>Kisha tuma tena. M-Pesa huachilia simu baada ya kama dakika moja.</translation>
    </message>
    <message>
        <source>Busy at M-Pesa</source>
        <translation>M-Pesa ina shughuli nyingi</translation>
    </message>
    <message>
        <source>M-Pesa takes no more requests just now.</source>
        <translation>Kwa sasa M-Pesa haipokei maombi zaidi.</translation>
    </message>
    <message>
        <source>Wait a moment, then send again.</source>
        <translation>Subiri kidogo, kisha tuma tena.</translation>
    </message>
    <message>
        <source>Or let the customer pay another way.</source>
        <translation>Au mteja alipe kwa njia nyingine.</translation>
    </message>
    <message>
        <source>M-Pesa does not take this phone number.</source>
        <translation>M-Pesa haikubali namba hii ya simu.</translation>
    </message>
    <message>
        <source>Read it back to the customer, or let another phone pay.</source>
        <translation>Msomee mteja namba, au simu nyingine ilipe.</translation>
    </message>
    <message>
        <source>M-Pesa did not let this till in.</source>
        <translation>M-Pesa haikuruhusu till hii kuingia.</translation>
    </message>
    <message>
        <source>We tried several times. The prompt did not go out.</source>
        <translation>Tumejaribu mara kadhaa. Ombi halikutoka.</translation>
    </message>
    <message>
        <source>If it happens again, tell the manager and take cash.</source>
        <translation>Ikitokea tena, mwambie meneja na upokee pesa taslimu.</translation>
    </message>
    <message>
        <source>Prompt refused</source>
        <translation>Ombi limekataliwa</translation>
    </message>
    <message>
        <source>M-Pesa refused the request as this till wrote it.</source>
        <translation>M-Pesa imekataa ombi jinsi till hii ililiandika.</translation>
    </message>
    <message>
        <source>Details has M-Pesa&apos;s own words for the manager.</source>
        <translation>Maelezo yana maneno ya M-Pesa ya kumwonyesha meneja.</translation>
    </message>
    <message>
        <source>Closed by a manager</source>
        <translation>Limefungwa na meneja</translation>
    </message>
    <message>
        <source>A manager closed this request.</source>
        <translation>Meneja alifunga ombi hili.</translation>
    </message>
    <message>
        <source>M-Pesa gave no final answer to it.</source>
        <translation>M-Pesa haikutoa jibu la mwisho.</translation>
    </message>
    <message>
        <source>Not that we know.</source>
        <translation>Kwa tunavyojua, hapana.</translation>
    </message>
    <message>
        <source>If it is paid later, the till says so.</source>
        <translation>Likilipwa baadaye, till itasema.</translation>
    </message>
    <message>
        <source>Send again, or pay another way.</source>
        <translation>Tuma tena, au mteja alipe kwa njia nyingine.</translation>
    </message>
    <message>
        <source>The customer should not enter a PIN for the earlier request.</source>
        <translation>Mteja asiweke PIN kwa ombi la awali.</translation>
    </message>
    <message>
        <source>Not in M-Pesa&apos;s list</source>
        <translation>Haiko kwenye orodha ya M-Pesa</translation>
    </message>
    <message>
        <source>M-Pesa&apos;s own list does not have this payment.</source>
        <translation>Orodha ya M-Pesa haina malipo haya.</translation>
    </message>
    <message>
        <source>The list covers the time of this prompt.</source>
        <translation>Orodha inahusu muda wa ombi hili.</translation>
    </message>
    <message>
        <source>M-Pesa says that it is paid.</source>
        <translation>M-Pesa inasema imelipwa.</translation>
    </message>
    <message>
        <source>The payment is booked.</source>
        <translation>Malipo yamerekodiwa.</translation>
    </message>
    <message>
        <source>Yes. The money is in the shop&apos;s account.</source>
        <translation>Ndiyo. Pesa ziko kwenye akaunti ya duka.</translation>
    </message>
    <message>
        <source>The customer was charged once.</source>
        <translation>Mteja amekatwa mara moja.</translation>
    </message>
    <message>
        <source>Hand over the goods.</source>
        <translation>Mpe mteja bidhaa.</translation>
    </message>
    <message>
        <source>The receipt prints by itself.</source>
        <translation>Risiti inatoka yenyewe.</translation>
    </message>
    <message>
        <source>Not enough money</source>
        <translation>Salio halitoshi</translation>
    </message>
    <message>
        <source>There was not enough money in M-Pesa.</source>
        <translation>Salio la M-Pesa halitoshi.</translation>
    </message>
    <message>
        <source>Pay another way.</source>
        <translation>Alipe kwa njia nyingine.</translation>
    </message>
    <message>
        <source>Or send again after the customer has added money, or for a part of it.</source>
        <translation>Au tuma tena akishaongeza salio, au kwa sehemu ya pesa.</translation>
    </message>
    <message>
        <source>Amount too small</source>
        <translation>Kiasi ni kidogo mno</translation>
    </message>
    <message>
        <source>The amount is too small for M-Pesa.</source>
        <translation>Kiasi ni kidogo mno kwa M-Pesa.</translation>
    </message>
    <message>
        <source>Small amounts are best paid in cash.</source>
        <translation>Kiasi kidogo ni bora kilipwe taslimu.</translation>
    </message>
    <message>
        <source>Over the M-Pesa limit</source>
        <translation>Imezidi kiwango cha M-Pesa</translation>
    </message>
    <message>
        <source>Split it, or pay another way.</source>
        <translation>Gawanya, au alipe kwa njia nyingine.</translation>
    </message>
    <message>
        <source>Take a part by M-Pesa and the rest in cash.</source>
        <translation>Pokea sehemu kwa M-Pesa na iliyobaki taslimu.</translation>
    </message>
    <message>
        <source>Daily limit reached</source>
        <translation>Kiwango cha siku kimefika</translation>
    </message>
    <message>
        <source>The customer&apos;s M-Pesa limit for today is reached.</source>
        <translation>Mteja amefikia kiwango chake cha M-Pesa cha leo.</translation>
    </message>
    <message>
        <source>Another phone can pay, or the rest is paid in cash.</source>
        <translation>Simu nyingine inaweza kulipa, au iliyobaki ilipwe taslimu.</translation>
    </message>
    <message>
        <source>Shop&apos;s account is full</source>
        <translation>Akaunti ya duka imejaa</translation>
    </message>
    <message>
        <source>The shop&apos;s M-Pesa account cannot take more.</source>
        <translation>Akaunti ya M-Pesa ya duka haiwezi kupokea zaidi.</translation>
    </message>
    <message>
        <source>M-Pesa works again when the account has been emptied.</source>
        <translation>M-Pesa itafanya kazi tena akaunti ikipunguzwa pesa.</translation>
    </message>
    <message>
        <source>Asked again too soon</source>
        <translation>Imeombwa tena mapema mno</translation>
    </message>
    <message>
        <source>The same amount was asked of this phone moments ago.</source>
        <translation>Simu hii imeombwa kiasi hiki hiki punde tu.</translation>
    </message>
    <message>
        <source>M-Pesa refuses a repeat within two minutes.</source>
        <translation>M-Pesa hukataa ombi la kurudia kabla ya dakika mbili.</translation>
    </message>
    <message>
        <source>Check the earlier request first.</source>
        <translation>Angalia ombi la awali kwanza.</translation>
    </message>
    <message>
        <source>It may be paid. If it is not, send again after two minutes.</source>
        <translation>Huenda limelipwa. Kama sivyo, tuma tena baada ya dakika mbili.</translation>
    </message>
    <message>
        <source>M-Pesa says that it is busy.</source>
        <translation>M-Pesa inasema ina shughuli nyingi.</translation>
    </message>
    <message>
        <source>That is no final answer. We ask again by ourselves.</source>
        <translation>Hilo si jibu la mwisho. Till itauliza tena yenyewe.</translation>
    </message>
    <message>
        <source>The customer must finish or cancel it there first.</source>
        <translation>Mteja lazima alimalize au alighairi kwanza.</translation>
    </message>
    <message>
        <source>Request expired</source>
        <translation>Muda wa ombi umeisha</translation>
    </message>
    <message>
        <source>The request ran out before a PIN was entered.</source>
        <translation>Muda wa ombi uliisha kabla PIN haijawekwa.</translation>
    </message>
    <message>
        <source>Ask the customer to hold the phone ready and unlocked.</source>
        <translation>Mwombe mteja aishike simu ikiwa tayari na imefunguliwa.</translation>
    </message>
    <message>
        <source>Did not reach the phone</source>
        <translation>Halikufika kwa simu</translation>
    </message>
    <message>
        <source>The request did not reach the phone.</source>
        <translation>Ombi halikufika kwa simu.</translation>
    </message>
    <message>
        <source>The phone must be on and have network. If it happens again, tell the manager.</source>
        <translation>Simu iwe imewashwa na ina mtandao. Ikitokea tena, mwambie meneja.</translation>
    </message>
    <message>
        <source>May not have reached the phone</source>
        <translation>Huenda halikufika kwa simu</translation>
    </message>
    <message>
        <source>M-Pesa could not deliver the request, or lost its trace.</source>
        <translation>M-Pesa haikuweza kufikisha ombi, au imelipoteza.</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Ameghairi</translation>
    </message>
    <message>
        <source>The request was cancelled on the phone.</source>
        <translation>Ombi lilighairiwa kwenye simu.</translation>
    </message>
    <message>
        <source>Ask the customer first, or let them pay another way.</source>
        <translation>Muulize mteja kwanza, au alipe kwa njia nyingine.</translation>
    </message>
    <message>
        <source>Phone network slow</source>
        <translation>Mtandao wa simu uko polepole</translation>
    </message>
    <message>
        <source>The prompt went out, but its answer was lost on the way.</source>
        <translation>Ombi lilitoka, lakini jibu lilipotea njiani.</translation>
    </message>
    <message>
        <source>No answer from the phone</source>
        <translation>Simu haikujibu</translation>
    </message>
    <message>
        <source>Nobody answered on the phone.</source>
        <translation>Hakuna aliyejibu kwenye simu.</translation>
    </message>
    <message>
        <source>It may be off, out of reach, or the prompt was left alone.</source>
        <translation>Huenda imezimwa, haipatikani, au ombi liliachwa.</translation>
    </message>
    <message>
        <source>First see that the phone is on, unlocked and has network.</source>
        <translation>Kwanza hakikisha simu imewashwa, imefunguliwa na ina mtandao.</translation>
    </message>
    <message>
        <source>Till set-up problem</source>
        <translation>Tatizo la mipangilio ya till</translation>
    </message>
    <message>
        <source>M-Pesa could not show the request as this till wrote it.</source>
        <translation>M-Pesa haikuweza kuonyesha ombi la till hii.</translation>
    </message>
    <message>
        <source>The manager has to look at the till&apos;s M-Pesa set-up.</source>
        <translation>Meneja aangalie mipangilio ya M-Pesa ya till.</translation>
    </message>
    <message>
        <source>Wrong PIN</source>
        <translation>PIN si sahihi</translation>
    </message>
    <message>
        <source>The M-Pesa PIN was wrong.</source>
        <translation>PIN ya M-Pesa haikuwa sahihi.</translation>
    </message>
    <message>
        <source>The customer can try the PIN once more, or pay another way.</source>
        <translation>Mteja anaweza kujaribu PIN tena, au kulipa kwa njia nyingine.</translation>
    </message>
    <message>
        <source>PIN locked</source>
        <translation>PIN imefungwa</translation>
    </message>
    <message>
        <source>The customer&apos;s M-Pesa PIN is locked.</source>
        <translation>PIN ya M-Pesa ya mteja imefungwa.</translation>
    </message>
    <message>
        <source>Safaricom opens it again: the customer calls 100.</source>
        <translation>Safaricom huifungua: mteja apige 100.</translation>
    </message>
    <message>
        <source>Another phone can pay, or the customer pays in cash.</source>
        <translation>Simu nyingine inaweza kulipa, au mteja alipe taslimu.</translation>
    </message>
    <message>
        <source>M-Pesa does not accept this till&apos;s set-up.</source>
        <translation>M-Pesa haikubali mipangilio ya till hii.</translation>
    </message>
    <message>
        <source>Prompts will fail until it is put right.</source>
        <translation>Maombi hayatafaulu hadi irekebishwe.</translation>
    </message>
    <message>
        <source>Selling for cash goes on as before.</source>
        <translation>Mauzo ya pesa taslimu yanaendelea kama kawaida.</translation>
    </message>
    <message>
        <source>Account not active</source>
        <translation>Akaunti haifanyi kazi</translation>
    </message>
    <message>
        <source>M-Pesa says that an account is not active.</source>
        <translation>M-Pesa inasema akaunti moja haifanyi kazi.</translation>
    </message>
    <message>
        <source>That is no final answer. The manager has to look at it.</source>
        <translation>Hilo si jibu la mwisho. Meneja aangalie.</translation>
    </message>
    <message>
        <source>M-Pesa does not accept the till&apos;s credentials.</source>
        <translation>M-Pesa haikubali vitambulisho vya till hii.</translation>
    </message>
    <message>
        <source>Still being worked on</source>
        <translation>Bado inashughulikiwa</translation>
    </message>
    <message>
        <source>M-Pesa is still working on it.</source>
        <translation>M-Pesa bado inashughulikia.</translation>
    </message>
    <message>
        <source>M-Pesa&apos;s gateway is overloaded.</source>
        <translation>Mitambo ya M-Pesa imelemewa.</translation>
    </message>
    <message>
        <source>That is no answer. We ask again by ourselves.</source>
        <translation>Hilo si jibu. Till itauliza tena yenyewe.</translation>
    </message>
    <message>
        <source>Answer not understood</source>
        <translation>Jibu halieleweki</translation>
    </message>
    <message>
        <source>M-Pesa gave an answer that this till does not know.</source>
        <translation>M-Pesa imetoa jibu ambalo till hii haijui.</translation>
    </message>
    <message>
        <source>Code {code}. The manager can look it up.</source>
        <translation>Msimbo {code}. Meneja anaweza kuutafuta.</translation>
    </message>
    <message>
        <source>Noted: {kind}</source>
        <translation>Imerekodiwa: {kind}</translation>
    </message>
    <message>
        <source>Prompt on its way</source>
        <translation>Ombi liko njiani</translation>
    </message>
    <message>
        <source>Prompt sent</source>
        <translation>Ombi limetumwa</translation>
    </message>
    <message>
        <source>Network broke. May have been sent.</source>
        <translation>Mtandao ulikatika. Huenda limetumwa.</translation>
    </message>
    <message>
        <source>Prompt was not sent</source>
        <translation>Ombi halikutumwa</translation>
    </message>
    <message>
        <source>M-Pesa refused the prompt</source>
        <translation>M-Pesa imekataa ombi</translation>
    </message>
    <message>
        <source>A message without proof came</source>
        <translation>Ujumbe bila uthibitisho umefika</translation>
    </message>
    <message>
        <source>A message came that cannot be read</source>
        <translation>Ujumbe usiosomeka umefika</translation>
    </message>
    <message>
        <source>M-Pesa says paid {amount}</source>
        <translation>M-Pesa: imelipwa {amount}</translation>
    </message>
    <message>
        <source>Asked: {answer}</source>
        <translation>Jibu: {answer}</translation>
    </message>
    <message>
        <source>M-Pesa says paid</source>
        <translation>M-Pesa inasema imelipwa</translation>
    </message>
    <message>
        <source>M-Pesa says {reason}</source>
        <translation>M-Pesa inasema {reason}</translation>
    </message>
    <message>
        <source>Asked M-Pesa, no answer yet</source>
        <translation>Tumeuliza M-Pesa, bado haijajibu</translation>
    </message>
    <message>
        <source>Asked M-Pesa again, no answer</source>
        <translation>Tumeuliza M-Pesa tena, haijajibu</translation>
    </message>
    <message>
        <source>M-Pesa code {code}</source>
        <translation>Namba ya muamala {code}</translation>
    </message>
    <message>
        <source>Code {code} was used before</source>
        <translation>Namba {code} ilishatumika</translation>
    </message>
    <message>
        <source>Found in M-Pesa&apos;s statement</source>
        <translation>Imepatikana kwenye taarifa ya M-Pesa</translation>
    </message>
    <message>
        <source>Found in M-Pesa&apos;s list</source>
        <translation>Imepatikana kwenye orodha ya M-Pesa</translation>
    </message>
    <message>
        <source>Asked about code {code}</source>
        <translation>Tumeuliza kuhusu namba {code}</translation>
    </message>
    <message>
        <source>M-Pesa knows code {code}</source>
        <translation>M-Pesa inaijua namba {code}</translation>
    </message>
    <message>
        <source>M-Pesa does not know the code</source>
        <translation>M-Pesa haiijui namba hiyo</translation>
    </message>
    <message>
        <source>M-Pesa confirms code {code}</source>
        <translation>M-Pesa imethibitisha {code}</translation>
    </message>
    <message>
        <source>Closed by {name}</source>
        <translation>Limefungwa na {name}</translation>
    </message>
    <message>
        <source>Set aside for the next customer</source>
        <translation>Imesubirishwa kwa anayefuata</translation>
    </message>
    <message>
        <source>Customer&apos;s code {code}, not verified</source>
        <translation>Namba ya mteja {code}, haijathibitishwa</translation>
    </message>
    <message>
        <source>{name}: phone shows no payment</source>
        <translation>{name}: simu haionyeshi malipo</translation>
    </message>
    <message>
        <source>Shown as not paid</source>
        <translation>Imeonyeshwa kama haijalipwa</translation>
    </message>
    <message>
        <source>The sale was paid another way</source>
        <translation>Mauzo yalilipwa kwa njia nyingine</translation>
    </message>
    <message>
        <source>The file said more than its evidence</source>
        <translation>Faili ilisema zaidi ya ushahidi wake</translation>
    </message>
    <message>
        <source>{name}: goods go on trust</source>
        <translation>{name}: bidhaa kwa uaminifu</translation>
    </message>
    <message>
        <source>{name}: {found}</source>
        <translation>{name}: {found}</translation>
    </message>
    <message>
        <source>{amount} to be given back</source>
        <translation>{amount} za kurudishwa</translation>
    </message>
    <message>
        <source>No answer yet</source>
        <translation>Bado hakuna jibu</translation>
    </message>
    <message>
        <source>The prompt went out, but no answer came back.</source>
        <translation>Ombi lilitoka, lakini jibu halijarudi.</translation>
    </message>
    <message>
        <source>May have been sent</source>
        <translation>Huenda limetumwa</translation>
    </message>
    <message>
        <source>The network broke while the prompt was being sent.</source>
        <translation>Mtandao ulikatika ombi likitumwa.</translation>
    </message>
    <message>
        <source>It may be on the phone. Ask the customer to look.</source>
        <translation>Huenda liko kwenye simu. Mwombe mteja aangalie.</translation>
    </message>
    <message>
        <source>Two answers that disagree</source>
        <translation>Majibu mawili yanapingana</translation>
    </message>
    <message>
        <source>M-Pesa gave two answers that do not agree.</source>
        <translation>M-Pesa imetoa majibu mawili yasiyolingana.</translation>
    </message>
    <message>
        <source>One says paid, the other says not paid.</source>
        <translation>Moja linasema imelipwa, lingine haijalipwa.</translation>
    </message>
    <message>
        <source>Maybe. Check the customer&apos;s M-Pesa message.</source>
        <translation>Labda. Angalia ujumbe wa M-Pesa wa mteja.</translation>
    </message>
    <message>
        <source>Only a message from M-Pesa with a code counts.</source>
        <translation>Ujumbe wa M-Pesa wenye namba ya muamala tu ndio unahesabika.</translation>
    </message>
    <message>
        <source>Call the manager.</source>
        <translation>Mwite meneja.</translation>
    </message>
    <message>
        <source>Do not send again. The next customer can be served meanwhile.</source>
        <translation>Usitume tena. Hudumia mteja anayefuata kwa sasa.</translation>
    </message>
    <message>
        <source>Goods unpaid</source>
        <translation>Bidhaa hazijalipwa</translation>
    </message>
    <message>
        <source>The goods went on trust, and M-Pesa says not paid. Call the customer, then decide.</source>
        <translation>Bidhaa zilitoka kwa uaminifu, na M-Pesa inasema haijalipwa. Mpigie mteja, kisha amua.</translation>
    </message>
    <message>
        <source>Record differs</source>
        <translation>Rekodi hailingani</translation>
    </message>
    <message>
        <source>The file says more than its evidence. Look at M-Pesa&apos;s statement, then decide.</source>
        <translation>Faili inasema zaidi ya ushahidi. Angalia taarifa ya M-Pesa, kisha amua.</translation>
    </message>
    <message>
        <source>Paid, sale cleared</source>
        <translation>Imelipwa, yamefutwa</translation>
    </message>
    <message>
        <source>The sale was cleared before the money came. Give back {amount}, then decide.</source>
        <translation>Mauzo yalifutwa kabla ya pesa kufika. Rudisha {amount}, kisha amua.</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Rudisha pesa</translation>
    </message>
    <message>
        <source>More came than was due. Give back {amount}, then decide.</source>
        <translation>Pesa zilizokuja zimezidi. Rudisha {amount}, kisha amua.</translation>
    </message>
    <message>
        <source>More came than was due. Give back what was too much, then decide.</source>
        <translation>Pesa zilizokuja zimezidi. Rudisha zilizozidi, kisha amua.</translation>
    </message>
    <message>
        <source>Two answers</source>
        <translation>Majibu mawili</translation>
    </message>
    <message>
        <source>M-Pesa said both paid and not paid. Look at the customer&apos;s M-Pesa SMS, then decide.</source>
        <translation>M-Pesa imesema imelipwa na haijalipwa. Angalia SMS ya M-Pesa ya mteja, kisha amua.</translation>
    </message>
    <message>
        <source>Code used before</source>
        <translation>Namba ilishatumika</translation>
    </message>
    <message>
        <source>This M-Pesa code paid for another sale. Look at the customer&apos;s SMS, then decide.</source>
        <translation>Namba hii ya muamala ililipia mauzo mengine. Angalia SMS ya mteja, kisha amua.</translation>
    </message>
    <message>
        <source>Whose answer?</source>
        <translation>Jibu la ombi lipi?</translation>
    </message>
    <message>
        <source>The answer may be another prompt&apos;s. Look at the customer&apos;s SMS, then decide.</source>
        <translation>Jibu linaweza kuwa la ombi lingine. Angalia SMS ya mteja, kisha amua.</translation>
    </message>
    <message>
        <source>Another amount</source>
        <translation>Kiasi tofauti</translation>
    </message>
    <message>
        <source>M-Pesa names another amount than was asked for. Look at the SMS, then decide.</source>
        <translation>M-Pesa inataja kiasi tofauti na kilichoombwa. Angalia SMS, kisha amua.</translation>
    </message>
    <message>
        <source>Paid late</source>
        <translation>Imelipwa baadaye</translation>
    </message>
    <message>
        <source>The money came after the till had said not paid. Was it settled with the customer?</source>
        <translation>Pesa zilifika baada ya till kusema haijalipwa. Je, mmemalizana na mteja?</translation>
    </message>
    <message>
        <source>The money came</source>
        <translation>Pesa zimefika</translation>
    </message>
    <message>
        <source>No money came</source>
        <translation>Hakuna pesa zilizofika</translation>
    </message>
    <message>
        <source>Money given back</source>
        <translation>Pesa zimerudishwa</translation>
    </message>
    <message>
        <source>Nothing to give back</source>
        <translation>Hakuna cha kurudisha</translation>
    </message>
    <message>
        <source>The amount paid is not the amount that was asked.</source>
        <translation>Kiasi kilicholipwa si kile kilichoombwa.</translation>
    </message>
    <message>
        <source>The sale is not closed by it.</source>
        <translation>Hakimalizi mauzo haya.</translation>
    </message>
    <message>
        <source>Yes, but another amount.</source>
        <translation>Ndiyo, lakini kiasi tofauti.</translation>
    </message>
    <message>
        <source>The M-Pesa message on the phone names it.</source>
        <translation>Ujumbe wa M-Pesa kwenye simu unakitaja.</translation>
    </message>
    <message>
        <source>Needs a manager</source>
        <translation>Anahitajika meneja</translation>
    </message>
    <message>
        <source>The answer belongs to another payment, or was used before.</source>
        <translation>Jibu ni la malipo mengine, au limeshatumika.</translation>
    </message>
    <message>
        <source>Only a message from M-Pesa with a new code counts.</source>
        <translation>Ujumbe wa M-Pesa wenye namba mpya tu ndio unahesabika.</translation>
    </message>
    <message>
        <source>Code not verified yet</source>
        <translation>Namba haijathibitishwa</translation>
    </message>
    <message>
        <source>The customer&apos;s code waits to be verified.</source>
        <translation>Namba ya muamala ya mteja inasubiri kuthibitishwa.</translation>
    </message>
    <message>
        <source>M-Pesa has closed this request.</source>
        <translation>M-Pesa imefunga ombi hili.</translation>
    </message>
    <message>
        <source>The customer was not charged.</source>
        <translation>Mteja hajakatwa pesa.</translation>
    </message>
    <message>
        <source>We ask M-Pesa again by ourselves.</source>
        <translation>Till itauliza M-Pesa tena yenyewe.</translation>
    </message>
    <message>
        <source>Maybe. The customer may have paid.</source>
        <translation>Labda. Huenda mteja amelipa.</translation>
    </message>
    <message>
        <source>Look for the M-Pesa message on the phone.</source>
        <translation>Angalia ujumbe wa M-Pesa kwenye simu.</translation>
    </message>
    <message>
        <source>Serve the next customer.</source>
        <translation>Hudumia mteja anayefuata.</translation>
    </message>
    <message>
        <source>This sale waits in Pending and prints its receipt when it is paid.</source>
        <translation>Mauzo haya yako kwa Yanayosubiri; risiti itatoka yenyewe yakilipwa.</translation>
    </message>
</context>
</TS>
