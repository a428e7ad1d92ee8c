import { describe, expect, test } from "vitest";
import { foldHtml } from "./fold-html.ts";
import { sanitizeMailHtml } from "./sanitize.ts";

const folded = (source: string) => foldHtml(sanitizeMailHtml(source).html ?? "");
const visible = (source: string) =>
  folded(source)
    .replace(/<details>.*?<\/details>/gs, "")
    .replace(/<[^>]*>/g, " ")
    .replace(/\s+/g, " ")
    .trim();
const quote = "<blockquote class='gmail_quote'>Quelle date ?</blockquote>";

describe("quotes of HTML replies", () => {
  test.each([
    [
      "mail#48 Gmail",
      `<div>Le 4 mars.</div><div class="gmail_quote"><div>Le lun. 3 mars, C a écrit :</div>${quote}</div>`,
      "Le 4 mars.",
    ],
    [
      "Thunderbird",
      "<p>Oui.</p><div class='moz-cite-prefix'>Le 3 mars, C a écrit :</div><blockquote type='cite'>Quelle date ?</blockquote>",
      "Oui.",
    ],
    [
      "Outlook",
      "<div><p>Oui.</p><div id='appendonsend'></div><hr><div id='divRplyFwdMsg'>De : C</div><p>Bonjour</p></div>",
      "Oui.",
    ],
    ["Zimbra", "<p>Oui.</p><hr id='zwchr'><p>De : C</p>", "Oui."],
    [
      "Proton",
      "<p>Oui.</p><div class='protonmail_quote'>Le 3 mars, C a écrit :<blockquote type='cite'>x</blockquote></div>",
      "Oui.",
    ],
    [
      "mail#49 a Gmail forward",
      `<p>Pour vous.</p><div class="gmail_quote"><div>---------- Message transféré ---------<br>De : A</div><p>Facture</p></div>`,
      "Pour vous. ---------- Message transféré --------- De : A Facture",
    ],
    [
      "mail#50 answers between quotes",
      `<div class="gmail_quote"><div>C a écrit :</div>${quote}<div>Le 4.</div>${quote}<div>Merci.</div></div>`,
      "C a écrit : Le 4. Merci.",
    ],
    ["mail#53 only a quote", `<div class="gmail_quote">${quote}</div>`, "Quelle date ?"],
  ])("%s", (_, source, expected) => {
    expect(visible(source)).toBe(expected);
  });
});

test("unfolding gives every character back", () => {
  const html = sanitizeMailHtml(`<p>Oui</p><div class="gmail_quote">${quote}</div>`).html ?? "";
  expect(foldHtml(html).replace(/<details><summary>[^<]*<\/summary>|<\/details>/g, "")).toBe(html);
});
