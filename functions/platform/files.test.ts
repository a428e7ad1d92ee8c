import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import type { Ctx } from "./ctx.ts";
import { fileLink, keepFile, readObject, removeObject, uploadForm, writeObject } from "./files.ts";
import { sha256 } from "./ids.ts";
import { testDatabase } from "./test-kit/database.ts";

const database = testDatabase();
let ctx: Ctx;
beforeAll(() => {
  ctx = database.app();
});

const send = async (
  form: { url: string; fields: Record<string, string> },
  content: Uint8Array<ArrayBuffer>,
  changed: Record<string, string> = {},
) => {
  const data = new FormData();
  for (const [name, value] of Object.entries({ ...form.fields, ...changed })) data.append(name, value);
  data.append("file", new Blob([content]));
  return (await fetch(form.url, { method: "POST", body: data })).status;
};

describe("an upload form", () => {
  it("takes one file of the size and key it was made for, and nothing else", async () => {
    const key = `draft/${randomUUID()}`;
    const form = await uploadForm(ctx.env, key, 1000);
    expect(await send(form, new Uint8Array(1001))).toBe(400);
    expect(await send(form, new Uint8Array(10), { key: "someone/else" })).toBe(403);
    expect(await send(form, new Uint8Array(10), { "Content-Type": "text/html" })).toBe(403);
    expect(await readObject(ctx.env, "uploads", key, 5000)).toBeUndefined();
    expect(await send(form, new Uint8Array(1000))).toBe(204);
    expect((await readObject(ctx.env, "uploads", key, 5000))?.length).toBe(1000);
    await removeObject(ctx.env, "uploads", key);
    expect(await readObject(ctx.env, "uploads", key, 5000)).toBeUndefined();
  });
});

describe("a kept file", () => {
  const organisationId = randomUUID();

  it("is stored once per organisation and content", async () => {
    const content = Buffer.from("une facture");
    const first = await keepFile(ctx, organisationId, content, "text/plain");
    expect(first).toEqual({ key: `${organisationId}/${sha256(content)}`, sha256: sha256(content) });
    expect(await keepFile(ctx, organisationId, content, "text/plain")).toEqual(first);
    expect((await keepFile(ctx, randomUUID(), content, "text/plain")).key).not.toBe(first.key);
  });

  it.each([
    ["page.html", "text/html", true, "attachment", "application/octet-stream"],
    ["dessin.svg", "image/svg+xml", true, "attachment", "application/octet-stream"],
    ["facture.pdf", "application/pdf", false, "attachment", "application/octet-stream"],
    ["facture.pdf", "application/pdf", true, "inline", "application/pdf"],
  ])("%s (%s, shown: %s) is served as %s", async (name, type, inline, disposition, served) => {
    const { key } = await keepFile(ctx, organisationId, Buffer.from(name), type);
    const { url } = await fileLink(ctx, { key, type, name }, inline);
    const answer = await fetch(url);
    expect(answer.headers.get("content-disposition")).toMatch(new RegExp(`^${disposition};`));
    expect(answer.headers.get("content-type")).toBe(served);
    expect(await answer.text()).toBe(name);
  });

  it("keeps an accented name, and cannot be asked for with another key or later", async () => {
    const { key } = await keepFile(ctx, organisationId, Buffer.from("x"), "application/pdf");
    const { url, expiresAt } = await fileLink(ctx, {
      key,
      type: "application/pdf",
      name: "Pièce n°1 — été.pdf",
    });
    const answer = await fetch(url);
    expect(answer.headers.get("content-disposition")).toContain(
      "filename*=UTF-8''Pi%C3%A8ce%20n%C2%B01%20%E2%80%94%20%C3%A9t%C3%A9.pdf",
    );
    expect(new Date(expiresAt).getTime() - ctx.now().getTime()).toBeLessThanOrEqual(60_000);
    expect((await fetch(url.replace(organisationId, randomUUID()))).status).toBe(403);
    expect((await fetch(url.replace(/X-Amz-Expires=60/, "X-Amz-Expires=6000"))).status).toBe(403);
  });

  it("mediation#44 copied to another browser, opens nothing once its minute is over", async () => {
    const file = { type: "application/pdf", name: "facture.pdf" };
    const { key } = await keepFile(ctx, organisationId, Buffer.from("x"), file.type);
    const madeAgo = (seconds: number) =>
      fileLink({ ...ctx, now: () => new Date(Date.now() - seconds * 1000) }, { ...file, key });
    expect((await fetch((await madeAgo(30)).url)).status).toBe(200);
    expect((await fetch((await madeAgo(61)).url)).status).toBe(403);
  });

  it("is refused when it is larger than the reader can hold", async () => {
    await writeObject(
      ctx.env,
      "files",
      `${organisationId}/large`,
      Buffer.alloc(100),
      "application/octet-stream",
    );
    await expect(readObject(ctx.env, "files", `${organisationId}/large`, 99)).rejects.toThrow("100 bytes");
  });
});
