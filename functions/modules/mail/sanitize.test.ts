import { describe, expect, test } from "vitest";
import { sanitizeMailHtml } from "./sanitize.ts";

const html = (source: string) => sanitizeMailHtml(source).html;

describe("mail#57 nothing active is left", () => {
  test.each([
    ["<svg onload=alert(1)><p>x</p></svg>y", "y"],
    ["<a href='javascript:alert(1)'>x</a>", "<a>x</a>"],
    ["<a href='java\nscript:alert(1)'>x</a>", "<a>x</a>"],
    ["<base href='https://evil.example/'><p>x</p>", "<p>x</p>"],
    ['<p onclick=x style="background:url(https://e.example/a)">x</p>', "<p>x</p>"],
    ["<p style='position:fixed;color:red;width:expression(1)'>x</p>", '<p style="color:red">x</p>'],
    ["<p style='margin:-9999px'>x</p>", "<p>x</p>"],
    ["<form action='https://e.example'><input name=a value=b>x<button>ok</button></form>", "x"],
    ["<script>x</script><style>p{}</style><p id=a class=b name=c>x</p>", "<p>x</p>"],
    ["<iframe src='https://e.example'>x</iframe><object>y</object>z", "z"],
    ["<meta http-equiv=refresh content='0;url=https://e.example'>x", "x"],
    ["<p title='\"><script>x</script>'>y</p>", '<p title="&quot;&gt;&lt;script&gt;x&lt;/script&gt;">y</p>'],
  ])("%s", (source, expected) => {
    expect(html(source)).toBe(expected);
  });

  test("a remote image becomes words, a remote pixel nothing, and both are told", () => {
    const shown = sanitizeMailHtml("<img src='https://e.example/a.png' alt='Logo'>");
    expect(shown.html).toBe("<span>[Image non chargée : Logo – e.example]</span>");
    expect(shown.remoteContent).toBe(true);
    expect(sanitizeMailHtml("<img src='//e.example/p' width=1 height=1>").html).toBe("<span></span>");
  });
});

test("a link says where it goes, and warns when its words say elsewhere", () => {
  expect(html("<a href='https://evil.example/x'>https://www.valbrune.example</a>")).toBe(
    '<a href="https://evil.example/x" rel="noopener noreferrer nofollow" target="_blank" title="evil.example">https://www.valbrune.example</a> [ce lien mène à evil.example]',
  );
  expect(html("<a href='https://www.valbrune.example/x'>valbrune.example</a>")).not.toContain("mène");
});

test("mail#58 the same cid three times, in any case and form, is shown each time", () => {
  const shown = sanitizeMailHtml(
    "<img src='cid:IMG@x'><img src='CID:%3Cimg@x%3E'><img src=cid:img%40x alt=a>",
  );
  expect(shown.html?.match(/src="cid:img%40x"/g)).toHaveLength(3);
  expect([...shown.shown]).toEqual(["img@x"]);
});

test("a data image becomes an inline file", () => {
  const shown = sanitizeMailHtml(
    "<img src='data:image/png;base64,iVBORw0KGgo='><img src='data:image/svg+xml;base64,AA=='>",
  );
  expect(shown.dataImages.map(({ type, bytes }) => [type, bytes.length])).toEqual([["image/png", 8]]);
  expect(shown.html).toContain("cid:data-1%40inline.invalid");
  expect(shown.html).not.toContain("svg");
});

test("text follows the blocks, with quotes marked", () => {
  const source =
    "<div>Oui&nbsp;!</div><div>Le 4&amp;5</div><ul><li>a</li><li>b</li></ul><table><tr><td>c</td><td>d</td></tr></table><blockquote><p>Quelle date ?</p><p>Merci</p></blockquote><pre>x\n  y</pre>";
  expect(sanitizeMailHtml(source).text).toBe(
    "Oui\u00a0!\nLe 4&5\n- a\n- b\nc d\n\n> Quelle date ?\n> \n> Merci\n\nx\n  y",
  );
});

test("mail#59 nested, huge or countless elements give their text within the time", () => {
  const sources: Array<[string, boolean]> = [
    [`${"<div>".repeat(20_001)}texte`, false],
    [`<style>${"a{b:c}".repeat(1_700_000)}</style><p>texte</p>`, false],
    [`<p>texte</p>${"<a href='https://e.example/'>x</a>".repeat(100_000)}`, false],
    [`${"<div>".repeat(19_000)}texte`, true],
    [`${"<".repeat(2_000_000)} texte`, true],
  ];
  for (const [source, keepsHtml] of sources) {
    const start = process.cpuUsage();
    const shown = sanitizeMailHtml(source);
    expect(shown.text).toContain("texte");
    expect(shown.html !== undefined).toBe(keepsHtml);
    expect(process.cpuUsage(start).user / 1000).toBeLessThan(5000);
  }
});
