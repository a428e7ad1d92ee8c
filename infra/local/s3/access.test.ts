import { GetObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { appOrigin, aTestS3, clientFor } from "./s3-fixture.ts";

let s3: Awaited<ReturnType<typeof aTestS3>>;
beforeAll(async () => {
  s3 = await aTestS3();
  await s3.client.send(
    new PutObjectCommand({ Bucket: "files", Key: "secret.txt", Body: "secret", ContentType: "text/plain" }),
  );
});
afterAll(() => s3.stop());

const refusal = async (answer: Response) => [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1]];
const link = (Key = "secret.txt", expiresIn = 60, more: object = {}) =>
  getSignedUrl(s3.client, new GetObjectCommand({ Bucket: "files", Key, ...more }), { expiresIn });

describe("who may read", () => {
  it("nobody without a signature, whether the object exists or not", async () => {
    expect(await refusal(await fetch(`${s3.server.url}/files/secret.txt`))).toEqual([403, "AccessDenied"]);
    expect(await refusal(await fetch(`${s3.server.url}/files/absent`))).toEqual([403, "AccessDenied"]);
    expect(await refusal(await fetch(`${s3.server.url}/nowhere/absent`))).toEqual([403, "AccessDenied"]);
    expect(await refusal(await fetch(`${s3.server.url}/files/x`, { method: "PUT", body: "x" }))).toEqual([
      403,
      "AccessDenied",
    ]);
  });

  it("nobody with another secret", async () => {
    const client = clientFor(s3.server, {
      credentials: { accessKeyId: "LOCALKEY", secretAccessKey: "guess" },
    });
    const read = client.send(new GetObjectCommand({ Bucket: "files", Key: "secret.txt" }));
    await expect(read).rejects.toMatchObject({ name: "SignatureDoesNotMatch" });
  });

  it("whoever holds a link, until it ends", async () => {
    const signed = await link();
    const answer = await fetch(signed);
    expect([answer.status, await answer.text()]).toEqual([200, "secret"]);
    const client = clientFor(s3.server, { systemClockOffset: -120_000 });
    const late = await getSignedUrl(client, new GetObjectCommand({ Bucket: "files", Key: "secret.txt" }), {
      expiresIn: 60,
      signingDate: new Date(Date.now() - 120_000),
    });
    const refused = await fetch(late);
    const text = await refused.text();
    expect(refused.status).toBe(403);
    expect(text).toContain("<Code>AccessDenied</Code><Message>Request has expired</Message>");
  });

  it.each<[string, (signed: string) => string]>([
    ["its signature", (signed) => signed.replace(/.$/, (last) => (last === "0" ? "1" : "0"))],
    ["its object", (signed) => signed.replace("secret.txt", "other.txt")],
    ["its life", (signed) => signed.replace("X-Amz-Expires=60", "X-Amz-Expires=600")],
    ["its disposition", (signed) => signed.replace("attachment", "inline")],
    ["its words", (signed) => `${signed}&response-content-type=text%2Fhtml`],
  ])("nobody who changed %s in a link", async (_, change) => {
    const signed = await link("secret.txt", 60, { ResponseContentDisposition: "attachment" });
    const changed = change(signed);
    expect(changed).not.toBe(signed);
    expect(await refusal(await fetch(changed))).toEqual([403, "SignatureDoesNotMatch"]);
  });

  it("a link to read does not write or delete", async () => {
    const signed = await link();
    expect(await refusal(await fetch(signed, { method: "PUT", body: "mine" }))).toEqual([
      403,
      "SignatureDoesNotMatch",
    ]);
    expect(await refusal(await fetch(signed, { method: "DELETE" }))).toEqual([403, "SignatureDoesNotMatch"]);
  });
});

describe("a browser of the app's origin", () => {
  const preflight = (origin: string, method: string, bucket = "files") =>
    fetch(`${s3.server.url}/${bucket}/any`, {
      method: "OPTIONS",
      headers: {
        origin,
        "access-control-request-method": method,
        "access-control-request-headers": "content-type,x-amz-meta-a",
      },
    });

  it("is allowed its preflight, another origin or bucket is not", async () => {
    const allowed = await preflight(appOrigin, "PUT");
    expect(allowed.status).toBe(200);
    expect(allowed.headers.get("access-control-allow-origin")).toBe(appOrigin);
    expect(allowed.headers.get("access-control-allow-headers")).toBe("content-type,x-amz-meta-a");
    expect(await refusal(await preflight("https://evil.example", "PUT"))).toEqual([403, "AccessForbidden"]);
    expect(await refusal(await preflight(appOrigin, "DELETE"))).toEqual([403, "AccessForbidden"]);
    expect(await refusal(await preflight(appOrigin, "PUT", "mail-raw"))).toEqual([403, "AccessForbidden"]);
  });

  it("reads answers and refusals alike", async () => {
    const answer = await fetch(await link(), { headers: { origin: appOrigin } });
    expect(answer.headers.get("access-control-allow-origin")).toBe(appOrigin);
    expect(answer.headers.get("access-control-expose-headers")).toContain("ETag");
    const refused = await fetch(`${s3.server.url}/files/secret.txt`, { headers: { origin: appOrigin } });
    expect(refused.headers.get("access-control-allow-origin")).toBe(appOrigin);
    const other = await fetch(await link(), { headers: { origin: "https://evil.example" } });
    expect(other.headers.get("access-control-allow-origin")).toBeNull();
  });
});
