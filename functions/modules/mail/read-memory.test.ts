import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";

test("mail#61 a 40 MB mail with 120 attachments stays within 512 MB: 100 are kept, 20 are named", () => {
  const folder = mkdtempSync(join(tmpdir(), "guichet-mail-"));
  try {
    const path = join(folder, "mail.eml");
    const file = openSync(path, "w");
    writeSync(
      file,
      "From: a@x.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nbonjour\r\n",
    );
    const line = `${Buffer.alloc(57, "%PDF-1.7 ").toString("base64")}\r\n`;
    const body = line.repeat(Math.floor((39.9 * 1024 * 1024) / 120 / line.length));
    for (let i = 0; i < 120; i++) {
      writeSync(
        file,
        `--b\r\nContent-Type: application/pdf; name=p${i}.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n${body}`,
      );
    }
    writeSync(file, "--b--\r\n");
    closeSync(file);
    const script = join(import.meta.dirname, "test-kit/read-large-mail.ts");
    const said = JSON.parse(execFileSync(process.execPath, [script, path], { encoding: "utf8" }));
    expect(said).toMatchObject({ kept: 100, named: 120, problems: [] });
    expect(said.peakMb).toBeLessThanOrEqual(512);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
