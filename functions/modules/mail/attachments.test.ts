import { describe, expect, test } from "vitest";
import { judgeAttachment, numberDuplicates, safeName } from "./attachments.ts";

const bytes = (text: string) => Buffer.from(text, "latin1");
const pdf = bytes("%PDF-1.7\n1 0 obj\n");
const program = Buffer.concat([bytes("MZ\u0090\0"), Buffer.alloc(200)]);

/** A zip with these names and no content, enough for whoever lists it. */
function zipOf(...names: string[]): Buffer {
  const entries: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const name of names) {
    const label = Buffer.from(name);
    const local = Buffer.alloc(30 + label.length);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(label.length, 26);
    label.copy(local, 30);
    const central = Buffer.alloc(46 + label.length);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(label.length, 28);
    central.writeUInt32LE(offset, 42);
    label.copy(central, 46);
    entries.push(local);
    directory.push(central);
    offset += local.length;
  }
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...entries, ...directory, end]);
}

describe("programs are refused under any name, documents kept under any type", () => {
  test.each<[string, string, Buffer, string, string]>([
    ["facture.pdf", "application/octet-stream", pdf, "kept", "application/pdf"],
    ["sans-extension", "application/octet-stream", pdf, "kept", "application/pdf"],
    ["facture.pdf", "application/pdf", program, "refused_type", "application/x-msdownload"],
    ["facture.pdf.exe", "application/pdf", pdf, "refused_type", "application/pdf"],
    ["facture.exe. ", "application/pdf", pdf, "refused_type", "application/pdf"],
    ["x.zip", "application/zip", zipOf("setup.exe"), "refused_type", "application/zip"],
    ["x.zip", "application/zip", zipOf("setup.exe", "lisez.txt"), "kept", "application/zip"],
    ["macro.docm", "application/octet-stream", zipOf("word/document.xml"), "kept", "application/zip"],
    ["IMG_1.HEIC", "image/heic", bytes("????"), "kept", "image/heic"],
    ["plan.svg", "image/svg+xml", bytes("<svg/>"), "kept", "image/svg+xml"],
    ["vide.pdf", "application/pdf", Buffer.alloc(0), "empty", "application/pdf"],
    ["x.bin", "not a type", bytes("abc"), "kept", "application/octet-stream"],
  ])("mail#62 %s declared %s", async (name, declared, content, decision, type) => {
    const judged = await judgeAttachment({ name, declared, bytes: content, position: 0 });
    expect([judged.decision, judged.type]).toEqual([decision, type]);
  });
});

test.each([
  ["../../etc/passwd", "passwd"],
  ["C:\\Users\\a\\b.pdf", "b.pdf"],
  [".htaccess", "htaccess"],
  ["fac\u202etxt.exe", "factxt.exe"],
  ["a\u0000b\n.pdf", "a b .pdf"],
  ["Pièce n°1 — été.pdf", "Pièce n°1 — été.pdf"],
  ["", "piece-jointe-3.pdf"],
  ["...", "piece-jointe-3.pdf"],
  [`${"x".repeat(500)}.pdf`, `${"x".repeat(196)}.pdf`],
])("the name %j is shown as %j", (name, expected) => {
  expect(safeName(name, 2, "application/pdf")).toBe(expected);
});

test("duplicates are numbered and never collide", () => {
  expect(numberDuplicates(["a.pdf", "A.pdf", "a (2).pdf", "a.pdf", "b"])).toEqual([
    "a.pdf",
    "A (3).pdf",
    "a (2).pdf",
    "a (4).pdf",
    "b",
  ]);
});
