/**
 * POST policies: what a browser may upload with a signed form.
 * Source: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-HTTPPOSTConstructPolicy.html
 */
import * as z from "zod/mini";
import { checkCredential, type SignatureRules, sameSignature, signString } from "../aws-signature.ts";
import { type S3Error, s3Error } from "./s3-error.ts";

const condition = z.union([
  z.record(z.string(), z.string()),
  z.tuple([z.string(), z.string(), z.string()]),
  z.tuple([z.literal("content-length-range"), z.coerce.number(), z.coerce.number()]),
]);
const policySchema = z.object({ expiration: z.iso.datetime(), conditions: z.array(condition) });

/** Fields a policy needs not name. */
const FREE_FIELDS = new Set(["x-amz-signature", "policy", "file"]);
const isFree = (name: string): boolean => FREE_FIELDS.has(name) || name.startsWith("x-ignore-");

export type PolicyCheck = { ok: true; minBytes: number; maxBytes: number } | { ok: false; error: S3Error };

const fails = (what: string): PolicyCheck => ({
  ok: false,
  error: s3Error("AccessDenied", `Invalid according to Policy: ${what}`),
});

/** Values of one field: a Content-Type may hold several, and all must satisfy the condition. */
const valuesOf = (name: string, value: string): string[] =>
  name === "content-type" ? value.split(",").map((one) => one.trim()) : [value];

/**
 * Holds a form's fields (lower-case names, `bucket` included) against its policy.
 * Refuses: expired, a condition that does not hold, and any field that no condition names.
 */
export const checkPolicy = (
  policyBase64: string,
  fields: ReadonlyMap<string, string>,
  now: Date,
): PolicyCheck => {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(policyBase64, "base64").toString("utf8"));
  } catch {
    return { ok: false, error: s3Error("InvalidArgument", "Invalid Policy: Invalid JSON.") };
  }
  const policy = policySchema.safeParse(json);
  if (!policy.success)
    return { ok: false, error: s3Error("InvalidArgument", "Invalid Policy: Invalid shape.") };
  if (now.getTime() >= Date.parse(policy.data.expiration)) return fails("Policy expired.");

  const named = new Set<string>(["bucket"]);
  let range = { minBytes: 0, maxBytes: 5 * 1024 ** 3 };
  for (const one of policy.data.conditions) {
    if (Array.isArray(one) && one[0] === "content-length-range") {
      range = { minBytes: Number(one[1]), maxBytes: Number(one[2]) };
      continue;
    }
    const tests: [string, string, string][] = Array.isArray(one)
      ? [[one[0], String(one[1]), String(one[2])]]
      : Object.entries(one).map(([name, value]) => ["eq", `$${name}`, value]);
    for (const [operator, field, expected] of tests) {
      const name = field.replace(/^\$/, "").toLowerCase();
      const actual = valuesOf(name, fields.get(name) ?? "");
      const holds =
        operator === "eq"
          ? actual.every((value) => value === expected)
          : operator === "starts-with" && actual.every((value) => value.startsWith(expected));
      if (!holds)
        return fails(`Policy Condition failed: ${JSON.stringify([operator, `$${name}`, expected])}`);
      named.add(name);
    }
  }
  const extra = [...fields.keys()].filter((name) => !named.has(name) && !isFree(name));
  if (extra.length > 0) return fails(`Extra input fields: ${extra.join(", ")}`);
  return { ok: true, ...range };
};

/** Checks who signed the form. Undefined = the signature is good. */
export const refusedSignature = (
  fields: ReadonlyMap<string, string>,
  rules: Omit<SignatureRules, "now">,
): S3Error | undefined => {
  const policy = fields.get("policy");
  const credential = fields.get("x-amz-credential");
  const signature = fields.get("x-amz-signature");
  if (policy === undefined || credential === undefined || signature === undefined)
    return s3Error("AccessDenied");
  if (fields.get("x-amz-algorithm") !== "AWS4-HMAC-SHA256")
    return s3Error("InvalidArgument", "Unsupported algorithm.");
  const checked = checkCredential(credential, fields.get("x-amz-date") ?? "", rules);
  if (!checked.ok) return s3Error("AccessDenied", checked.refusal.message);
  return sameSignature(signString(checked.key, policy), signature)
    ? undefined
    : s3Error("SignatureDoesNotMatch");
};
