/** The fields of a SendRawEmail in the query protocol, read and checked. */
import { mail as catalogueMail } from "../../catalogue.ts";
import { addressesOf, type HeaderLine, headerValue, parseHeaders, splitHead } from "../mail-head.ts";
import { addressFault, invalid, isVerified, refusedMessage, type SesRefusal } from "./raw-message.ts";

const MAX_RECIPIENTS = 50;
const configurationSets: ReadonlySet<string> = new Set([
  catalogueMail.configurationSet,
  catalogueMail.securityConfigurationSet,
]);

/** A SendRawEmail whose fields and message are good. */
export interface Accepted {
  source: string;
  destinations: string[];
  raw: Buffer;
  headers: HeaderLine[];
  configurationSet: string | undefined;
  tags: { name: string; value: string }[];
}

const members = (form: URLSearchParams, name: string): string[] => {
  const found: string[] = [];
  for (let index = 1; ; index++) {
    const value = form.get(`${name}.member.${index}`);
    if (value === null) return found;
    found.push(value);
  }
};

const tagsOf = (form: URLSearchParams): { name: string; value: string }[] => {
  const found: { name: string; value: string }[] = [];
  for (let index = 1; ; index++) {
    const name = form.get(`Tags.member.${index}.Name`);
    if (name === null) return found;
    found.push({ name, value: form.get(`Tags.member.${index}.Value`) ?? "" });
  }
};

/** The address inside `Name <address>`, or the text itself. */
const bare = (text: string): string => /<([^<>]*)>\s*$/.exec(text)?.[1] ?? text.trim();

/** Reads and checks a SendRawEmail: what SES would refuse is refused with its code and sentence. */
export const readSendRawEmail = (
  form: URLSearchParams,
  rules: { verifiedDomains: readonly string[]; region: string },
): { ok: true; accepted: Accepted } | { ok: false; refusal: SesRefusal } => {
  const refuse = (refusal: SesRefusal) => ({ ok: false, refusal }) as const;
  const data = form.get("RawMessage.Data");
  if (data === null) {
    const message =
      "1 validation error detected: Value null at 'rawMessage.data' failed to satisfy constraint";
    return refuse({ status: 400, code: "ValidationError", message });
  }
  const raw = Buffer.from(data, "base64");
  const headers = parseHeaders(splitHead(raw).head.toString("latin1"));
  const refused = refusedMessage(raw, headers);
  if (refused) return refuse(refused);

  const configurationSet =
    form.get("ConfigurationSetName") ?? headerValue(headers, "x-ses-configuration-set");
  if (configurationSet !== undefined && !configurationSets.has(configurationSet)) {
    const message = `Configuration set <${configurationSet}> does not exist.`;
    return refuse({ status: 400, code: "ConfigurationSetDoesNotExist", message });
  }
  const tags = tagsOf(form);
  if (tags.some(({ name, value }) => !/^[\w-]{1,256}$/.test(name) || !/^[\w.@-]{1,256}$/.test(value))) {
    return refuse(
      invalid("Only alphanumeric ASCII characters, '_', '-', '@', and '.' are allowed in a tag."),
    );
  }

  const from = addressesOf(headers, "from").map((one) => one.address);
  const source = bare(form.get("Source") ?? from[0] ?? "");
  const listed = members(form, "Destinations").map(bare);
  const written = ["to", "cc", "bcc"].flatMap((name) => addressesOf(headers, name)).map((one) => one.address);
  const destinations = [...new Set(listed.length > 0 ? listed : written)];
  if (destinations.length === 0) return refuse(invalid("No recipients specified."));
  if (destinations.length > MAX_RECIPIENTS) return refuse(invalid("Recipient count exceeds 50."));
  const fault = [source, ...from, ...destinations].map(addressFault).find((one) => one !== undefined);
  if (fault) return refuse(invalid(fault));
  const unverified = [...new Set([source, ...from])].filter((one) => !isVerified(one, rules.verifiedDomains));
  if (unverified.length > 0) {
    const message = `Email address is not verified. The following identities failed the check in region ${rules.region.toUpperCase()}: ${unverified.join(", ")}`;
    return refuse({ status: 400, code: "MessageRejected", message });
  }
  return { ok: true, accepted: { source, destinations, raw, headers, configurationSet, tags } };
};
