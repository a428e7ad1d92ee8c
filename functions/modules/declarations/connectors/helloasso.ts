/**
 * HelloAsso (declarations.md §10.2): an access token of half an hour, few calls an hour, lists whose continuation never
 * ends. A form is a show with one performance.
 */
import * as z from "zod/mini";
import { answerText } from "./answer-text.ts";
import { type Answered, type Call, type Connector, ConnectorFault, type Credentials } from "./contract.ts";
import { centsOf } from "./gathering.ts";
import { type HelloAssoPage, mapHelloAsso } from "./helloasso-map.ts";
import { Progress, progressAfter, readEnvelope } from "./helloasso-pages.ts";
import { readJson } from "./read-json.ts";

/** What opening an account gives. `accessToken` is a secret: it is kept encrypted. */
export interface HelloAssoSession {
  accessToken: string;
  /** ISO 8601; a minute before the vendor's own end. */
  endsAt: string;
  /** Slug of the one organization. */
  organization: string;
}

/** Sessions outlive a step, because opening one takes two of the few calls allowed. */
export interface HelloAssoSessions {
  read(credentials: Credentials): Promise<HelloAssoSession | undefined>;
  keep(credentials: Credentials, session: HelloAssoSession): Promise<void>;
}

export interface HelloAssoOptions {
  now: () => Date;
  sessions: HelloAssoSessions;
}

export const helloAsso = ({ now, sessions }: HelloAssoOptions): Connector => {
  const opened = async (call: Call, credentials: Credentials): Promise<HelloAssoSession> => {
    const { session } = await open(call, credentials, now());
    await sessions.keep(credentials, session);
    return session;
  };

  /** Asks with a session; one that the vendor ended early is opened again, once. */
  const ask = async (
    call: Call,
    credentials: Credentials,
    pathOf: (organization: string) => string,
    query: Query = [],
  ): Promise<Answered> => {
    const known = await sessions.read(credentials);
    const valid = known && known.endsAt > now().toISOString() ? known : undefined;
    const first = valid ?? (await opened(call, credentials));
    const answer = await askWith(call, first, pathOf, query);
    if (answer.status !== 401 || !valid) return answer;
    await answer.text();
    return askWith(call, await opened(call, credentials), pathOf, query);
  };

  return {
    provider: "HELLOASSO",
    baseUrl: () => "https://api.helloasso.com",
    limits: [
      { calls: 10, seconds: 10 },
      { calls: 10, seconds: 600 },
      { calls: 50, seconds: 3600 },
    ],

    test: async (call, credentials) => {
      // Never a session kept: these credentials must open one.
      const { session, label } = await open(call, credentials, now());
      const later = new Date(now().getTime() + 2 * 365 * 86_400_000).toISOString();
      const none: Query = [
        ["from", later],
        ["to", later],
        ["pageSize", "1"],
      ];
      const answer = await askWith(call, session, (slug) => `/v5/organizations/${slug}/orders`, none);
      readEnvelope(readJson(await answerText(answer)));
      await sessions.keep(credentials, session);
      return { accountKey: session.organization, label };
    },

    discover: async (call, credentials, since, cursor) => {
      const before = cursor === null ? null : Progress.parse(cursor);
      const answer = await ask(call, credentials, (slug) => `/v5/organizations/${slug}/orders`, [
        ["formTypes", "Event"],
        ["from", since.toISOString()],
        ["sortOrder", "Desc"],
        ...pageQuery(before),
      ]);
      const envelope = readEnvelope(readJson(await answerText(answer)));
      const forms = envelope.data.flatMap((order) => Order.safeParse(order).data?.formSlug ?? []);
      return { found: [...new Set(forms)], next: progressAfter(before, envelope) };
    },

    fetchSeries: async (call, credentials, formSlug, cursor) => {
      const at = cursor === null ? null : Cursor.parse(cursor);
      const pathOf = (list: string) => (slug: string) =>
        `/v5/organizations/${slug}/forms/Event/${encodeURIComponent(formSlug)}/${list}`;
      if (!at) {
        const answer = await ask(call, credentials, pathOf("public"));
        const form = answer.status === 404 ? null : formOf(readJson(await answerText(answer)));
        return { found: { part: "form", form }, next: form && { items: null } };
      }
      const answer = await ask(call, credentials, pathOf("items"), [
        ["tierTypes", "Registration"],
        ["itemStates", "Processed"],
        ["itemStates", "Registered"],
        ["sortField", "UpdateDate"],
        ["sortOrder", "Desc"],
        ...pageQuery(at.items),
      ]);
      const envelope = readEnvelope(readJson(await answerText(answer)));
      const next = progressAfter(at.items, envelope);
      return { found: itemsOf(envelope.data), next: next && { items: next } };
    },

    map: mapHelloAsso,
  };
};

type Query = readonly (readonly [name: string, value: string])[];

/** What of a form is read next: its items, from the first page or further on. */
const Cursor = z.object({ items: z.nullable(Progress) });

const pageQuery = (at: Progress | null): Query => [
  ["withCount", "true"],
  ["pageSize", "100"],
  ...(at ? [["continuationToken", at.token] as const] : []),
];

const Token = z.object({ access_token: z.string().check(z.minLength(1)), expires_in: z.string() });
const Organizations = z.array(
  z.object({ organizationSlug: z.string().check(z.minLength(1)), name: z.optional(z.nullable(z.string())) }),
);

/** Opens a session, which also tells whose account it is; refuses credentials of several organizations. */
const open = async (
  call: Call,
  { accessKey, secret }: Credentials,
  now: Date,
): Promise<{ session: HelloAssoSession; label: string | null }> => {
  const answer = await call({
    method: "POST",
    path: "/oauth2/token",
    form: { grant_type: "client_credentials", client_id: accessKey, client_secret: secret },
  });
  if (answer.status === 400) throw new ConnectorFault("invalid_credentials");
  const token = parsed(Token, await answerText(answer));
  // A minute early, so that no call leaves with a token about to end.
  const lasts = Math.max(0, (Number(token.expires_in) || 0) - 60) * 1000;
  const session = { accessToken: token.access_token, endsAt: new Date(now.getTime() + lasts).toISOString() };
  const mine = await call({ path: "/v5/users/me/organizations", headers: bearer(session) });
  const [organization, ...others] = parsed(Organizations, await answerText(mine));
  if (!organization || others.length > 0) throw new ConnectorFault("multiple_accounts");
  return {
    session: { ...session, organization: organization.organizationSlug },
    label: organization.name ?? null,
  };
};

const parsed = <T extends z.core.$ZodType>(schema: T, text: string): z.output<T> => {
  const { success, data } = z.safeParse(schema, readJson(text));
  if (!success) throw new ConnectorFault("unexpected_answer");
  return data;
};

const bearer = ({ accessToken }: { accessToken: string }) => ({ authorization: `Bearer ${accessToken}` });

const askWith = (
  call: Call,
  session: HelloAssoSession,
  pathOf: (organization: string) => string,
  query: Query,
): Promise<Answered> =>
  call({ path: pathOf(encodeURIComponent(session.organization)), query, headers: bearer(session) });

const Order = z.object({ formSlug: z.string().check(z.minLength(1)) });

const Text = z.optional(z.nullable(z.string()));
const Form = z.object({
  title: Text,
  startDate: Text,
  endDate: Text,
  currency: Text,
  tiers: z.optional(z.nullable(z.array(z.unknown()))),
});
const Tier = z.object({
  id: z.string(),
  label: Text,
  tierType: z.string(),
  price: Text,
  vatRate: Text,
});

type FormPage = Extract<HelloAssoPage, { part: "form" }>;

const formOf = (json: unknown): FormPage["form"] => {
  const { success, data } = Form.safeParse(json);
  if (!success) throw new ConnectorFault("unexpected_answer");
  const tiers = (data.tiers ?? []).map((tier) => Tier.safeParse(tier));
  return {
    title: data.title ?? null,
    startDate: data.startDate ?? null,
    endDate: data.endDate ?? null,
    currency: data.currency ?? null,
    tiers: tiers.flatMap(({ data: tier }) =>
      tier?.tierType === "Registration"
        ? [
            {
              id: tier.id,
              label: tier.label ?? null,
              price: centsOf(tier.price) ?? null,
              vatRate: tier.vatRate ?? null,
            },
          ]
        : [],
    ),
    unreadable: tiers.filter(({ success: read }) => !read).length,
  };
};

const Item = z.object({ id: z.string(), tierId: Text, amount: z.string(), state: z.string() });
/** The states that count; a filter of the address asks for them, and is not trusted. */
const counted = new Set(["Processed", "Registered"]);

/** Of an item, what counting needs: its id too, because pages move and one may come twice. */
const itemsOf = (records: readonly unknown[]): Extract<HelloAssoPage, { part: "items" }> => {
  const items: [string, string | null, number][] = [];
  let unreadable = 0;
  for (const record of records) {
    const { success, data } = Item.safeParse(record);
    const cents = success ? centsOf(data.amount) : undefined;
    if (!success || cents === undefined) unreadable += 1;
    else if (counted.has(data.state)) items.push([data.id, data.tierId ?? null, cents]);
  }
  return { part: "items", items, unreadable };
};
