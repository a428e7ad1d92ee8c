/**
 * The key service on this machine: GenerateDataKey and Decrypt of AWS KMS (JSON 1.1), signatures checked, one key that
 * the data folder keeps. What it seals opens with the same encryption context only.
 */
import { createCipheriv, createDecipheriv, createHash, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage } from "node:http";
import * as z from "zod/mini";
import { type AwsCredentials, verifySignature } from "../aws-signature.ts";
import { closeServer, listen } from "../listen.ts";

export interface KmsOptions {
  /** 0 = any free port. */
  port: number;
  host: string;
  credentials: AwsCredentials;
  region: string;
  /** 32 bytes, base64. */
  key: string;
}

export interface RunningKms {
  url: string;
  port: number;
  /** ARN of the one key. */
  keyArn: string;
  /** Operations asked, in order. */
  asked: string[];
  stop(): Promise<void>;
}

const Context = z._default(z.record(z.string(), z.string()), {});
const Generate = z.object({
  KeyId: z.string(),
  KeySpec: z.literal("AES_256"),
  EncryptionContext: Context,
});
const Decrypt = z.object({
  CiphertextBlob: z.string(),
  KeyId: z.optional(z.string()),
  EncryptionContext: Context,
});

class KmsRefusal extends Error {}

export const startKms = async (options: KmsOptions): Promise<RunningKms> => {
  const { credentials, region } = options;
  const key = Buffer.from(options.key, "base64");
  const keyArn = `arn:aws:kms:${region}:000000000000:key/guichet-local`;
  const asked: string[] = [];

  const operations: Record<string, (input: unknown) => object> = {
    GenerateDataKey: (input) => {
      const { KeyId, EncryptionContext } = known(Generate, input);
      if (KeyId !== keyArn) throw new KmsRefusal("NotFoundException");
      const plain = randomBytes(32);
      return {
        KeyId: keyArn,
        Plaintext: plain.toString("base64"),
        CiphertextBlob: sealWith(key, plain, EncryptionContext).toString("base64"),
      };
    },
    Decrypt: (input) => {
      const { CiphertextBlob, KeyId = keyArn, EncryptionContext } = known(Decrypt, input);
      if (KeyId !== keyArn) throw new KmsRefusal("IncorrectKeyException");
      const plain = openWith(key, Buffer.from(CiphertextBlob, "base64"), EncryptionContext);
      return { KeyId: keyArn, Plaintext: plain.toString("base64"), EncryptionAlgorithm: "SYMMETRIC_DEFAULT" };
    },
  };

  const answer = async (request: IncomingMessage): Promise<object> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body = Buffer.concat(chunks);
    const signed = {
      method: request.method ?? "",
      target: request.url ?? "/",
      headers: request.headers,
      payloadHash: createHash("sha256").update(body).digest("hex"),
    };
    const check = verifySignature(signed, { credentials, region, service: "kms", now: new Date() });
    if (!check.ok) throw new KmsRefusal("IncompleteSignature");
    const [, operation = ""] = /^TrentService\.(\w+)$/.exec(String(request.headers["x-amz-target"])) ?? [];
    asked.push(operation);
    const run = operations[operation];
    if (!run) throw new KmsRefusal("UnknownOperationException");
    return run(JSON.parse(body.toString("utf8")));
  };

  const server = createServer((request, response) => {
    const say = (status: number, body: object) =>
      void response
        .writeHead(status, { "content-type": "application/x-amz-json-1.1" })
        .end(JSON.stringify(body));
    answer(request).then(
      (body) => say(200, body),
      (error: unknown) => {
        if (!(error instanceof KmsRefusal)) console.error("KMS: a request failed", error);
        say(error instanceof KmsRefusal ? 400 : 500, {
          __type: error instanceof KmsRefusal ? error.message : "KMSInternalException",
        });
      },
    );
  });
  const { url, port } = await listen(server, options.port, options.host);
  return { url, port, keyArn, asked, stop: () => closeServer(server) };
};

const known = <S extends z.ZodMiniType>(schema: S, input: unknown): z.output<S> => {
  const parsed = schema.safeParse(input);
  if (!parsed.success) throw new KmsRefusal("ValidationException");
  return parsed.data;
};

/** The same context gives the same bytes, whatever the order of its names. */
const bytesOf = (context: Readonly<Record<string, string>>): Buffer =>
  Buffer.from(JSON.stringify(Object.entries(context).sort(([one], [other]) => (one < other ? -1 : 1))));

const sealWith = (key: Buffer, plain: Buffer, context: Readonly<Record<string, string>>): Buffer => {
  const nonce = randomBytes(12);
  const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(bytesOf(context));
  const sealed = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
};

const openWith = (key: Buffer, blob: Buffer, context: Readonly<Record<string, string>>): Buffer => {
  try {
    const opening = createDecipheriv("aes-256-gcm", key, blob.subarray(0, 12))
      .setAAD(bytesOf(context))
      .setAuthTag(blob.subarray(12, 28));
    return Buffer.concat([opening.update(blob.subarray(28)), opening.final()]);
  } catch {
    throw new KmsRefusal("InvalidCiphertextException");
  }
};
