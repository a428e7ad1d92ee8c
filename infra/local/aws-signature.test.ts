import { GetObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { SESClient, SendRawEmailCommand } from "@aws-sdk/client-ses";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
import { describe, expect, it } from "vitest";
import { type SignatureRules, type SignedRequest, verifySignature } from "./aws-signature.ts";

/** The worked example of the S3 documentation (sig-v4-header-based-auth, "GET Object"). */
const documented = {
  request: {
    method: "GET",
    target: "/test.txt",
    headers: {
      host: "examplebucket.s3.amazonaws.com",
      range: "bytes=0-9",
      "x-amz-content-sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "x-amz-date": "20130524T000000Z",
      authorization:
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=host;range;x-amz-content-sha256;x-amz-date,Signature=f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
    },
    payloadHash: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
  },
  rules: {
    credentials: {
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      secretAccessKey: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
    },
    region: "us-east-1",
    service: "s3",
    now: new Date("2013-05-24T00:05:00Z"),
  },
} satisfies { request: SignedRequest; rules: SignatureRules };

/** Its query-string sibling (sigv4-query-string-auth), valid for a day. */
const documentedLink: SignedRequest = {
  method: "GET",
  target:
    "/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404",
  headers: { host: "examplebucket.s3.amazonaws.com" },
  payloadHash: "UNSIGNED-PAYLOAD",
};

const codeOf = (request: SignedRequest, rules: SignatureRules = documented.rules) => {
  const checked = verifySignature(request, rules);
  return checked.ok ? "ok" : checked.refusal.code;
};
const withHeaders = (headers: Record<string, string | undefined>): SignedRequest => ({
  ...documented.request,
  headers: { ...documented.request.headers, ...headers },
});

describe("a signature", () => {
  it("is accepted when it is the one of the S3 documentation, in a header and in a link", () => {
    expect(codeOf(documented.request)).toBe("ok");
    expect(codeOf(documentedLink)).toBe("ok");
  });

  it.each<[string, SignedRequest, string]>([
    ["another path", { ...documented.request, target: "/test2.txt" }, "SignatureDoesNotMatch"],
    ["another method", { ...documented.request, method: "DELETE" }, "SignatureDoesNotMatch"],
    ["one more query word", { ...documented.request, target: "/test.txt?acl" }, "SignatureDoesNotMatch"],
    ["a changed signed header", withHeaders({ range: "bytes=0-10" }), "SignatureDoesNotMatch"],
    ["another body", { ...documented.request, payloadHash: "UNSIGNED-PAYLOAD" }, "SignatureDoesNotMatch"],
    ["an x-amz header added after signing", withHeaders({ "x-amz-acl": "public-read" }), "AccessDenied"],
    ["no signature", withHeaders({ authorization: undefined }), "AccessDenied"],
    ["another scheme", withHeaders({ authorization: "Basic abc" }), "AuthorizationHeaderMalformed"],
    [
      "another key",
      withHeaders({ authorization: documented.request.headers.authorization.replace("AKIA", "AKIB") }),
      "InvalidAccessKeyId",
    ],
    [
      "another region",
      withHeaders({
        authorization: documented.request.headers.authorization.replace("us-east-1", "eu-west-3"),
      }),
      "AuthorizationHeaderMalformed",
    ],
    [
      "a link to another object",
      { ...documentedLink, target: documentedLink.target.replace("test", "best") },
      "SignatureDoesNotMatch",
    ],
    [
      "a link with a longer life",
      { ...documentedLink, target: documentedLink.target.replace("86400", "86401") },
      "SignatureDoesNotMatch",
    ],
    [
      "a link with no end",
      { ...documentedLink, target: documentedLink.target.replace("86400", "9999999") },
      "AuthorizationQueryParametersError",
    ],
  ])("is refused with %s", (_, request, code) => {
    expect(codeOf(request)).toBe(code);
  });

  it("is refused fifteen minutes later in a header, and after its life in a link", () => {
    const at = (now: string): SignatureRules => ({ ...documented.rules, now: new Date(now) });
    expect(codeOf(documented.request, at("2013-05-24T00:15:01Z"))).toBe("RequestTimeTooSkewed");
    expect(codeOf(documentedLink, at("2013-05-24T23:59:59Z"))).toBe("ok");
    expect(codeOf(documentedLink, at("2013-05-25T00:00:01Z"))).toBe("AccessDenied");
    expect(codeOf(documentedLink, at("2013-05-23T23:00:00Z"))).toBe("AccessDenied");
  });
});

describe("what the SDK signs", () => {
  const credentials = { accessKeyId: "K", secretAccessKey: "S" };
  const rules = (service: string): SignatureRules => ({
    credentials,
    region: "eu-west-3",
    service,
    now: new Date(),
  });
  /** A client whose requests go nowhere: they are handed to the check. */
  const capture = () => {
    const seen: {
      method: string;
      path: string;
      query: Record<string, string>;
      headers: Record<string, string>;
    }[] = [];
    const requestHandler = {
      handle: (request: (typeof seen)[number]) => {
        seen.push(request);
        return Promise.reject(new Error("captured"));
      },
    };
    return { seen, config: { credentials, region: "eu-west-3", maxAttempts: 1, requestHandler } };
  };

  it.each(["plain.txt", "été n°1 (2).pdf", "a/b//c", "+plus&amp=%20", "../../etc/passwd", "emoji 🎈!'*"])(
    "is recognised for the key %s, in a header and in a link",
    async (Key) => {
      const { seen, config } = capture();
      const client = new S3Client({ ...config, endpoint: "http://127.0.0.1:9", forcePathStyle: true });
      const put = client.send(new PutObjectCommand({ Bucket: "b", Key, Body: "x", Metadata: { a: "b  c" } }));
      await expect(put).rejects.toThrow("captured");
      const [request] = seen;
      if (!request) throw new Error("nothing was sent");
      const query = new URLSearchParams(request.query).toString();
      const signed: SignedRequest = {
        method: request.method,
        target: `${request.path}?${query}`,
        headers: request.headers,
        payloadHash: request.headers["x-amz-content-sha256"] ?? "",
      };
      expect(codeOf(signed, rules("s3"))).toBe("ok");
      // Not read as a URL: that would resolve the dots of the key.
      const ResponseContentDisposition = 'attachment; filename="a b+c.pdf"';
      const link = await getSignedUrl(
        client,
        new GetObjectCommand({ Bucket: "b", Key, ResponseContentDisposition }),
      );
      const target = link.slice("http://127.0.0.1:9".length);
      const linked = {
        method: "GET",
        target,
        headers: { host: "127.0.0.1:9" },
        payloadHash: "UNSIGNED-PAYLOAD",
      };
      expect(codeOf(linked, rules("s3"))).toBe("ok");
    },
  );

  it("is recognised for a SES call, whose payload is hashed by the reader", async () => {
    const { seen, config } = capture();
    const client = new SESClient({ ...config, endpoint: "http://127.0.0.1:9" });
    await expect(
      client.send(new SendRawEmailCommand({ RawMessage: { Data: Buffer.from("a") } })),
    ).rejects.toThrow("captured");
    const [request] = seen;
    const { createHash } = await import("node:crypto");
    const body = String((request as { body?: unknown } | undefined)?.body);
    const payloadHash = createHash("sha256").update(body).digest("hex");
    const signed = { method: "POST", target: "/", headers: request?.headers ?? {}, payloadHash };
    expect(codeOf(signed, rules("ses"))).toBe("ok");
    expect(codeOf({ ...signed, payloadHash: payloadHash.replace(/./, "g") }, rules("ses"))).toBe(
      "SignatureDoesNotMatch",
    );
  });
});
