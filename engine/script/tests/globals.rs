//! The globals that the engine adds.
#![deny(unsafe_code)]

use sparrow_script::{ManualClock, Vm, VmOptions};

fn vm(locale: &str) -> Vm {
    Vm::new(VmOptions { locale: locale.into(), ..VmOptions::default() }).unwrap()
}

fn check(vm: &Vm, cases: &[(&str, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(code, expected)| {
            let got = vm
                .eval_as::<String>(&format!("String({code})"), "test.js")
                .unwrap_or_else(|error| error.report());
            (got != *expected).then(|| format!("{code}\n  is       {got}\n  expected {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn numbers_for_people() {
    check(
        &vm("en-US"),
        &[
            ("typeof Intl + Object.prototype.toString.call(Intl)", "object[object Intl]"),
            ("(1234567.891).toLocaleString()", "1,234,567.891"),
            ("(1234.5).toLocaleString('de')", "1.234,5"),
            ("(1234.5).toLocaleString('es')", "1234,5"),
            ("(12345678).toLocaleString('en-IN')", "1,23,45,678"),
            ("(0.1234).toLocaleString(undefined, {style: 'percent', maximumFractionDigits: 1})", "12.3%"),
            ("(0.07).toLocaleString('en', {style: 'percent'})", "7%"),
            (
                "new Intl.NumberFormat('en-US', {style: 'currency', currency: 'USD'}).format(-1234.5)",
                "-$1,234.50",
            ),
            (
                "new Intl.NumberFormat('zh-CN', {style: 'currency', currency: 'CNY'}).format(1234)",
                "¥1,234.00",
            ),
            ("new Intl.NumberFormat('ja', {style: 'currency', currency: 'JPY'}).format(1234.6)", "￥1,235"),
            ("Intl.NumberFormat('de-DE', {style: 'currency', currency: 'EUR'}).format(0.5)", "0,50\u{a0}€"),
            ("(1.005).toLocaleString('en', {maximumFractionDigits: 2})", "1.01"),
            ("(5).toLocaleString('en', {minimumIntegerDigits: 3, minimumFractionDigits: 2})", "005.00"),
            ("(123456).toLocaleString('en', {maximumSignificantDigits: 3})", "123,000"),
            ("(0.00012345).toLocaleString('en', {maximumSignificantDigits: 2})", "0.00012"),
            ("(12).toLocaleString('en', {minimumSignificantDigits: 4})", "12.00"),
            ("(1234567).toLocaleString('en', {notation: 'compact'})", "1.2M"),
            ("(123456).toLocaleString('zh', {notation: 'compact'})", "12万"),
            ("(999999).toLocaleString('en', {notation: 'compact'})", "1M"),
            ("(12345).toLocaleString('en', {useGrouping: false})", "12345"),
            ("(12345).toLocaleString('en', {notation: 'scientific'})", "1.235E4"),
            ("(5).toLocaleString('en', {style: 'unit', unit: 'kilometer-per-hour'})", "5 km/h"),
            ("(5).toLocaleString('en', {signDisplay: 'always'})", "+5"),
            (
                "[NaN, Infinity, -Infinity, -0, 1e21, 1e-10].map(n => n.toLocaleString('en')).join('|')",
                "NaN|∞|-∞|-0|1,000,000,000,000,000,000,000|0",
            ),
            ("12345678901234567890n.toLocaleString()", "12,345,678,901,234,567,890"),
            (
                "new Intl.NumberFormat('en').formatToParts(1234.5).map(p => p.type).join()",
                "integer,group,integer,decimal,fraction",
            ),
            (
                "(() => { try { new Intl.NumberFormat('not a tag!') } catch (e) { return e.name } })()",
                "RangeError",
            ),
            (
                "(() => { try { (1).toLocaleString('en', {style: 'currency'}) } catch (e) { return e.name } })()",
                "TypeError",
            ),
            (
                "(() => { try { (1).toLocaleString('en', {maximumFractionDigits: 101}) } catch (e) { return e.name } })()",
                "RangeError",
            ),
            ("[1, 2].map(new Intl.NumberFormat().format).join()", "1,2"),
            ("new Intl.NumberFormat().resolvedOptions().locale", "en-US"),
            ("[1234.5, 2].toLocaleString()", "1,234.5,2"),
            (
                "[1234.5, new Date(0)].toLocaleString('en', {timeZone: 'UTC'})",
                "1,234.5,1/1/1970, 12:00:00 AM",
            ),
            ("(5).toLocaleString('en', {style: 'unit', unit: 'byte', unitDisplay: 'long'})", "5 bytes"),
            ("(1).toLocaleString('en', {style: 'unit', unit: 'byte', unitDisplay: 'long'})", "1 byte"),
            ("(5).toLocaleString('zh-CN', {style: 'unit', unit: 'meter'})", "5米"),
            (
                "['floor', 'ceil', 'trunc', 'expand', 'halfEven', 'halfTrunc'].map(roundingMode => [1.9, -1.9, 2.5].map(n => n.toLocaleString('en', {roundingMode, maximumFractionDigits: 0}))).join('|')",
                "1,-2,2|2,-1,3|1,-1,2|2,-2,3|2,-2,2|2,-2,2",
            ),
            ("(globalThis.Intl = {}, (1234).toLocaleString())", "1,234"),
        ],
    );
}

#[test]
fn dates_for_people() {
    let at = "new Date(Date.UTC(2026, 0, 5, 15, 4, 9, 70))";
    let utc = |method: &str, locale: &str, options: &str| {
        format!("{at}.{method}('{locale}', {{timeZone: 'UTC', {options}}})")
    };
    let cases: Vec<(String, &str)> = vec![
        (utc("toLocaleString", "en-US", ""), "1/5/2026, 3:04:09 PM"),
        (utc("toLocaleDateString", "en-US", ""), "1/5/2026"),
        (utc("toLocaleTimeString", "en-US", ""), "3:04:09 PM"),
        (utc("toLocaleString", "en-GB", ""), "05/01/2026, 15:04:09"),
        (utc("toLocaleString", "zh-CN", ""), "2026/1/5 15:04:09"),
        (utc("toLocaleString", "zh-CN", "hour12: true"), "2026/1/5 下午3:04:09"),
        (utc("toLocaleDateString", "zh-CN", "year: 'numeric', month: 'long', day: 'numeric', weekday: 'long'"), "2026年1月5日星期一"),
        (utc("toLocaleString", "ja-JP", ""), "2026/1/5 15:04:09"),
        (utc("toLocaleString", "ko-KR", ""), "2026. 1. 5. 오후 3:04:09"),
        (utc("toLocaleString", "de-DE", ""), "5.1.2026, 15:04:09"),
        (utc("toLocaleString", "ru-RU", ""), "05.01.2026, 15:04:09"),
        (utc("toLocaleDateString", "en-US", "weekday: 'long', year: 'numeric', month: 'long', day: 'numeric'"), "Monday, January 5, 2026"),
        (utc("toLocaleDateString", "en-US", "month: 'short', day: 'numeric'"), "Jan 5"),
        (utc("toLocaleDateString", "en-US", "month: '2-digit', day: '2-digit', year: 'numeric'"), "01/05/2026"),
        (utc("toLocaleTimeString", "en-US", "hour: '2-digit', minute: '2-digit', hour12: false"), "15:04"),
        (utc("toLocaleTimeString", "en-US", "hour: 'numeric', minute: '2-digit'"), "3:04 PM"),
        (utc("toLocaleString", "en-US", "dateStyle: 'medium', timeStyle: 'short'"), "Jan 5, 2026, 3:04 PM"),
        (utc("toLocaleTimeString", "en-US", "fractionalSecondDigits: 2, second: 'numeric'"), "9.07"),
        (utc("toLocaleString", "en-US", "timeZoneName: 'short'"), "1/5/2026, 3:04:09 PM UTC"),
        (format!("{at}.toLocaleString('zh-CN', {{timeZone: 'Asia/Shanghai'}})"), "2026/1/5 23:04:09"),
        (format!("{at}.toLocaleString('en-GB', {{timeZone: '-05:30'}})"), "05/01/2026, 09:34:09"),
        (format!("new Intl.DateTimeFormat('en-US', {{timeZone: 'UTC'}}).format({at})"), "1/5/2026"),
        (format!("new Intl.DateTimeFormat('en-US', {{timeZone: 'UTC'}}).formatToParts({at}).map(p => p.type).join()"), "month,literal,day,literal,year"),
        (utc("toLocaleString", "zh", "month: 'long'"), "一月"),
        (utc("toLocaleString", "zh", "month: 'numeric'"), "1月"),
        (utc("toLocaleString", "zh-CN", "dateStyle: 'short'"), "2026/1/5"),
        (utc("toLocaleString", "zh-CN", "dateStyle: 'full', timeStyle: 'long'"), "2026年1月5日星期一 UTC 15:04:09"),
        (utc("toLocaleString", "zh-CN", "hour: 'numeric'"), "15时"),
        (format!("{at}.toLocaleString('en-US', {{timeZone: 'America/New_York'}})"), "1/5/2026, 10:04:09 AM"),
        ("[Date.UTC(2026, 2, 8, 6, 59), Date.UTC(2026, 2, 8, 7), Date.UTC(2026, 10, 1, 5, 59), Date.UTC(2026, 10, 1, 6)].map(t => new Date(t).toLocaleTimeString('en-GB', {timeZone: 'America/New_York', timeStyle: 'short'})).join()".into(), "01:59,03:00,01:59,01:00"),
        ("[Date.UTC(2026, 2, 29, 0, 59), Date.UTC(2026, 2, 29, 1), Date.UTC(2026, 9, 25, 0, 59), Date.UTC(2026, 9, 25, 1)].map(t => new Date(t).toLocaleTimeString('en-GB', {timeZone: 'Europe/Berlin', timeStyle: 'short'})).join()".into(), "01:59,03:00,02:59,02:00"),
        ("[Date.UTC(2026, 0, 1), Date.UTC(2026, 6, 1)].map(t => new Date(t).toLocaleTimeString('en-GB', {timeZone: 'Australia/Sydney', timeStyle: 'short'})).join()".into(), "11:00,10:00"),
        ("new Date(NaN).toLocaleString()".into(), "Invalid Date"),
        ("typeof Intl.DateTimeFormat().resolvedOptions().timeZone".into(), "string"),
        ("(() => { try { new Intl.DateTimeFormat('en', {timeZone: 'Mars/Olympus'}) } catch (e) { return e.name } })()".into(), "RangeError"),
        ("(() => { try { new Intl.DateTimeFormat().format(NaN) } catch (e) { return e.name } })()".into(), "RangeError"),
    ];
    let cases: Vec<(&str, &str)> = cases.iter().map(|(code, text)| (code.as_str(), *text)).collect();
    check(&vm("en-US"), &cases);
    check(&vm("zh-CN"), &[("new Date(0).toLocaleDateString(undefined, {timeZone: 'UTC'})", "1970/1/1")]);
}

#[test]
fn words_are_ordered_for_people() {
    // As Chromium does.
    check(
        &vm("en"),
        &[
            ("['b', 'a', 'C', 'B', 'c', 'A'].sort((a, b) => a.localeCompare(b)).join('')", "aAbBcC"),
            ("'a10'.localeCompare('a2', undefined, {numeric: true})", "1"),
            ("'a010'.localeCompare('a10', undefined, {numeric: true})", "0"),
            ("'a'.localeCompare('A', undefined, {sensitivity: 'base'})", "0"),
            ("'résumé'.localeCompare('resume')", "1"),
            ("'résumé'.localeCompare('resume', 'en', {sensitivity: 'base'})", "0"),
            ("['-', '_', '~', '1', ' ', '中', 'z'].sort((a, b) => a.localeCompare(b)).join('')", " _-~1z中"),
            (
                "['王', '张', '李', 'b', '赵', '阿', '1', '陈'].sort((a, b) => a.localeCompare(b, 'zh-CN')).join('')",
                "1阿陈李王张赵b",
            ),
            ("'co-op'.localeCompare('coop', 'en', {ignorePunctuation: true})", "0"),
            ("'a'.localeCompare('a')", "0"),
            (
                "(() => { try { 'a'.localeCompare('b', 'bad_locale_') } catch (e) { return e.name } })()",
                "RangeError",
            ),
            ("(Intl.Collator = null, 'b'.localeCompare('a'))", "1"),
        ],
    );
}

#[test]
fn weak_references_hold_until_the_job_ends() {
    let vm = vm("en");
    vm.eval_as::<bool>(
        "globalThis.weak = new WeakRef({ x: 1 }); weak.deref().x === 1 && weak instanceof WeakRef && WeakRef.name === 'WeakRef'",
        "now.js",
    )
    .unwrap()
    .then_some(())
    .expect("it lives in the job that made it");
    check(&vm, &[("weak.deref()", "undefined")]);
}

#[test]
fn lone_surrogates_are_one_replacement_character_each() {
    check(
        &vm("en"),
        &[
            ("new TextEncoder().encode('\\ud800x').join()", "239,191,189,120"),
            ("new TextEncoder().encode('a\\udc00\\ud83d\\ude00').join()", "97,239,191,189,240,159,152,128"),
        ],
    );
}

#[test]
fn plurals_collation_lists_and_relative_times() {
    check(
        &vm("en"),
        &[
            ("[0, 1, 2, 1.5].map(n => new Intl.PluralRules('en').select(n)).join()", "other,one,other,other"),
            (
                "[1, 2, 3, 4, 11, 21].map(n => new Intl.PluralRules('en', {type: 'ordinal'}).select(n)).join()",
                "one,two,few,other,other,one",
            ),
            ("[1, 2, 5, 21].map(n => new Intl.PluralRules('ru').select(n)).join()", "one,few,many,one"),
            ("new Intl.PluralRules('zh').select(1)", "other"),
            ("['b', 'a', 'B', 'ä', 'z'].sort(new Intl.Collator('de').compare).join('')", "aäbBz"),
            (
                "['a10', 'a2', 'a1'].sort(new Intl.Collator('en', {numeric: true}).compare).join()",
                "a1,a2,a10",
            ),
            ("new Intl.Collator('en', {sensitivity: 'base'}).compare('É', 'e')", "0"),
            ("new Intl.ListFormat('en').format(['a', 'b', 'c'])", "a, b, and c"),
            ("new Intl.ListFormat('zh').format(['a', 'b', 'c'])", "a、b和c"),
            ("new Intl.RelativeTimeFormat('en', {numeric: 'auto'}).format(-1, 'day')", "yesterday"),
            ("new Intl.RelativeTimeFormat('zh').format(-3, 'days')", "3天前"),
            ("Intl.getCanonicalLocales('ZH-hans-cn').join()", "zh-Hans-CN"),
            ("new Intl.Locale('zh-Hans-CN').region", "CN"),
            ("typeof Intl.Segmenter", "undefined"),
        ],
    );
}

#[test]
fn text_is_encoded_and_decoded() {
    check(
        &vm("en"),
        &[
            ("new TextEncoder().encode('é汉😀').join()", "195,169,230,177,137,240,159,152,128"),
            ("new TextEncoder().encode().length + new TextEncoder().encoding", "0utf-8"),
            ("new TextEncoder().encode('\\ud800').join()", "239,191,189"),
            (
                "JSON.stringify(new TextEncoder().encodeInto('aé汉', new Uint8Array(4)))",
                "{\"read\":2,\"written\":3}",
            ),
            ("new TextDecoder().decode(new Uint8Array([239, 187, 191, 0xe6, 0xb1, 0x89]))", "汉"),
            (
                "new TextDecoder('utf-8', {ignoreBOM: true}).decode(new Uint8Array([239, 187, 191])).length",
                "1",
            ),
            ("new TextDecoder().decode(new Uint8Array([0xff, 97]))", "\u{fffd}a"),
            (
                "(() => { try { new TextDecoder('utf8', {fatal: true}).decode(new Uint8Array([0xff])) } catch (e) { return e.name } })()",
                "TypeError",
            ),
            ("new TextDecoder('gbk').decode(new Uint8Array([0xba, 0xba]))", "汉"),
            ("new TextDecoder('utf-16le').decode(new Uint16Array([0x6c49]).buffer)", "汉"),
            (
                "(() => { const d = new TextDecoder(); return d.decode(new Uint8Array([0xe6, 0xb1]), {stream: true}) + '|' + d.decode(new Uint8Array([0x89]), {stream: true}) + d.decode() })()",
                "|汉",
            ),
            ("new TextDecoder('Latin1').encoding", "windows-1252"),
            ("(() => { try { new TextDecoder('klingon') } catch (e) { return e.name } })()", "RangeError"),
            ("new TextDecoder().decode()", ""),
            ("atob(btoa('hello'))", "hello"),
        ],
    );
}

#[test]
fn urls_follow_the_standard() {
    check(
        &vm("en"),
        &[
            (
                "new URL('../b?x=1&y=%20a#h', 'https://user:pw@example.com:8080/a/c/d').href",
                "https://user:pw@example.com:8080/a/b?x=1&y=%20a#h",
            ),
            (
                "(u => [u.protocol, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, u.origin, u.username].join())(new URL('HTTPS://u@EXAMPLE.com:443/p/../q?s#h'))",
                "https:,example.com,example.com,,/q,?s,#h,https://example.com,u",
            ),
            (
                "(u => { u.pathname = 'a b'; u.search = 'q=1'; u.hash = ''; u.port = '99'; return u + '' })(new URL('http://h/x#y'))",
                "http://h:99/a%20b?q=1",
            ),
            (
                "(u => { u.searchParams.append('a', 'b c'); u.searchParams.set('x', '汉'); u.searchParams.delete('y'); return u.search })(new URL('http://h/?y=1'))",
                "?a=b+c&x=%E6%B1%89",
            ),
            (
                "(u => { const p = u.searchParams; u.search = '?k=v'; return p.get('k') + (p === u.searchParams) })(new URL('http://h/?y=1'))",
                "vtrue",
            ),
            ("(() => { try { new URL('nope') } catch (e) { return e.name } })()", "TypeError"),
            ("URL.canParse('http://x') + ',' + URL.canParse('x')", "true,false"),
            ("JSON.stringify({u: new URL('http://x')})", "{\"u\":\"http://x/\"}"),
            (
                "new URLSearchParams({b: 1, a: '2 3'}).toString() + [...new URLSearchParams('?a=1&a=2&b')].join('|') + new URLSearchParams([['x', 'y']])",
                "b=1&a=2+3a,1|a,2|b,x=y",
            ),
            (
                "(p => { p.sort(); return [p.getAll('a'), p.has('b'), p.size, [...p.keys()]].join(';') })(new URLSearchParams('b=1&a=2&a=3'))",
                "2,3;true;3;a,a,b",
            ),
            ("Object.prototype.toString.call(new URL('http://x'))", "[object URL]"),
            ("(globalThis.URL = 5, URL)", "5"),
        ],
    );
}

#[test]
fn structured_clones() {
    let setup = "var same = (v) => { const c = structuredClone(v); return c !== v && c }; var fails = (v, o) => { try { structuredClone(v, o) } catch (e) { return e.name } };";
    let vm = vm("en");
    vm.eval(setup, "a.js").unwrap();
    check(
        &vm,
        &[
            (
                "JSON.stringify(same({a: [1, {b: null}], d: undefined, s: 'x'}))",
                "{\"a\":[1,{\"b\":null}],\"s\":\"x\"}",
            ),
            (
                "(() => { const a = {m: new Map(), s: new Set()}; a.m.set(a, [a.s]); a.s.add(a.m); const c = same(a); return c.m.get(c)[0] === c.s && c.s.has(c.m) })()",
                "true",
            ),
            ("same(new Date(5)).getTime() + same(/a/gi).toString()", "5/a/gi"),
            (
                "(c => c instanceof RangeError && c.message + c.name + (typeof c.stack) + c.cause.x)(same(new RangeError('m', {cause: {x: 1}})))",
                "mRangeErrorstring1",
            ),
            (
                "(() => { const b = new Uint8Array([1, 2, 3, 4]); const [x, y] = structuredClone([b.subarray(1, 3), b]); y[1] = 9; return x.join() + (x.buffer === y.buffer) })()",
                "9,3true",
            ),
            ("same(new DataView(new ArrayBuffer(8), 2, 4)).byteLength", "4"),
            ("same(new Float64Array([1.5]))[0]", "1.5"),
            (
                "[fails(() => 1), fails({f() {}}), fails(Symbol()), fails(new WeakMap()), fails(Promise.resolve()), fails(new TextEncoder())].join()",
                "DataCloneError,DataCloneError,DataCloneError,DataCloneError,DataCloneError,DataCloneError",
            ),
            (
                "(() => { const b = new ArrayBuffer(4); const c = structuredClone({b}, {transfer: [b]}); return [b.byteLength, c.b.byteLength, b.detached] })()",
                "0,4,true",
            ),
            (
                "[fails(1, {transfer: [{}]}), (b => fails(1, {transfer: [b, b]}))(new ArrayBuffer(1))].join()",
                "DataCloneError,DataCloneError",
            ),
            (
                "(() => { class P { x = 1 } const c = structuredClone(new P()); return c.x + ',' + (c instanceof P) })()",
                "1,false",
            ),
            ("structuredClone([, 1]).hasOwnProperty(0) + ',' + structuredClone([, 1]).length", "false,2"),
            ("typeof structuredClone(new Number(3)) + structuredClone(10n)", "object10"),
            ("structuredClone({get a() { return 7 }}).a", "7"),
            (
                "(() => { let a = []; for (let i = 0; i < 100000; i++) a = [a]; return fails(a) })()",
                "RangeError",
            ),
            ("(() => { try { structuredClone() } catch (e) { return e.name } })()", "TypeError"),
        ],
    );
}

#[test]
fn time_and_chance_are_the_hosts() {
    let make = |seed| {
        let clock = ManualClock::new(1_700_000_000_000.0);
        let options = VmOptions {
            clock: clock.clone(),
            virtual_date: true,
            random_seed: Some(seed),
            ..VmOptions::default()
        };
        (Vm::new(options).unwrap(), clock)
    };
    let (vm, clock) = make(1);
    // A script that waits for the clock gets on, and time does not go back after it.
    check(
        &vm,
        &[(
            "(() => { const t = Date.now(); while (Date.now() - t < 16); return performance.now() >= 16 })()",
            "true",
        )],
    );
    check(&vm, &[("performance.now() >= 16 && Date.now() === 1700000000016", "true")]);
    let (vm, clock) = {
        drop((vm, clock));
        make(1)
    };
    check(
        &vm,
        &[
            (
                "[performance.now(), Date.now(), new Date().getTime(), +new Date]",
                "0,1700000000000,1700000000000,1700000000000",
            ),
            ("typeof Date()", "string"),
            ("new Date(5).getTime() + new Date(2020, 1).getFullYear() + Date.UTC(1970, 0)", "2025"),
            (
                "[new Date() instanceof Date, new Date().constructor === Date, Date.length, Date.name, Object.prototype.toString.call(new Date())]",
                "true,true,7,Date,[object Date]",
            ),
            (
                "(() => { class D extends Date { x() { return this.getTime() } } return `${new D().x()}${new D() instanceof D}` })()",
                "1700000000000true",
            ),
            ("Date.parse('1970-01-01T00:00:01Z')", "1000"),
        ],
    );
    clock.advance(16.5);
    check(&vm, &[("[performance.now(), Date.now()]", "16.5,1700000000016")]);
    let rolls =
        |vm: &Vm| vm.eval_as::<String>("Array.from({length: 5}, Math.random).join()", "a.js").unwrap();
    assert_eq!(rolls(&make(1).0), rolls(&make(1).0));
    assert_ne!(rolls(&make(1).0), rolls(&make(2).0));
    check(
        &make(3).0,
        &[(
            "(() => { let s = 0; for (let i = 0; i < 1e4; i++) { const r = Math.random(); if (!(r >= 0 && r < 1)) return 'out'; s += r } return Math.abs(s / 1e4 - 0.5) < 0.02 })()",
            "true",
        )],
    );
}

#[test]
fn globals_look_like_built_ins() {
    check(
        &vm("en"),
        &[
            (
                "['GameGlobal', 'console', 'setTimeout', 'URL', 'TextDecoder', 'structuredClone', 'Intl', 'queueMicrotask', 'atob', 'performance', 'requestAnimationFrame'].filter(n => !(n in globalThis) || Object.getOwnPropertyDescriptor(globalThis, n).enumerable).join()",
                "",
            ),
            (
                "[typeof window, typeof document, typeof wx, typeof require, typeof process].join()",
                "undefined,undefined,undefined,undefined,undefined",
            ),
            ("setTimeout.name + setTimeout.length", "setTimeout1"),
            ("new DOMException('m', 'AbortError').code", "20"),
        ],
    );
}
