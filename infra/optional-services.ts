import * as z from "zod/mini";
import type { OptionalServices } from "../shared/platform/optional-services.ts";

/** Plain HTTP is for a server on this machine. */
const address = z.url({ protocol: /^https?$/ }).check(
  z.refine((text) => {
    const { protocol, hostname } = new URL(text);
    return protocol === "https:" || hostname === "localhost" || hostname === "127.0.0.1";
  }, "not an https address"),
);
/** Ends up in a header: nothing but a scheme and a host, of which the first label may be `*`. */
const origin = z
  .string()
  .check(
    z.regex(
      /^(https|wss):\/\/(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)+(:\d+)?$/,
      "not an origin (https://… or wss://…)",
    ),
  );

/** Settings of the optional services, as CDK context or environment give them. */
export const optionalServiceSettings = {
  matomoUrl: z.optional(address),
  matomoSite: z.optional(z.coerce.number().check(z.int(), z.positive())),
  sentryDsn: z.optional(
    address.check(
      z.refine((text) => {
        const { username, pathname } = new URL(text);
        return username !== "" && /\/\d+$/.test(pathname);
      }, "not a DSN (https://key@host/project)"),
    ),
  ),
  chatScript: z.optional(address),
  /** Further origins of the chat, with a comma between. */
  chatOrigins: z.optional(
    z.pipe(
      z.string().check(z.minLength(1)),
      z.transform((text: string) => z.array(origin).parse(text.split(",").map((one) => one.trim()))),
    ),
  ),
};
const settingsSchema = z.object(optionalServiceSettings);

/** What pages are told, and what only their headers need. */
export interface ConfiguredServices {
  told: OptionalServices;
  chatOrigins: readonly string[];
}

/** Refuses half of Matomo, and origins of a chat that is not there. */
export const configuredServices = (given: z.output<typeof settingsSchema>): ConfiguredServices => {
  const { matomoUrl, matomoSite, sentryDsn, chatScript, chatOrigins } = given;
  if (Boolean(matomoUrl) !== Boolean(matomoSite)) throw new Error("matomoUrl and matomoSite go together");
  if (chatOrigins && !chatScript) throw new Error("chatOrigins needs chatScript");
  return {
    told: {
      ...(matomoUrl && matomoSite
        ? { visits: { url: matomoUrl.endsWith("/") ? matomoUrl : `${matomoUrl}/`, site: matomoSite } }
        : {}),
      ...(sentryDsn ? { errors: { dsn: sentryDsn } } : {}),
      ...(chatScript ? { chat: { script: chatScript } } : {}),
    },
    chatOrigins: chatOrigins ?? [],
  };
};

/** The same for a local run: `GUICHET_MATOMO_URL`, `GUICHET_MATOMO_SITE` and so on. */
export const servicesFromEnvironment = (environment: NodeJS.ProcessEnv): ConfiguredServices =>
  configuredServices(
    settingsSchema.parse(
      Object.fromEntries(
        Object.keys(optionalServiceSettings).map((name) => [
          name,
          environment[`GUICHET_${name.replace(/[A-Z]/g, "_$&").toUpperCase()}`] || undefined,
        ]),
      ),
    ),
  );

/** Where the configured services may be reached from a page, by kind of use; empty without any. */
export const openings = ({ told, chatOrigins }: ConfiguredServices) => {
  const originOf = (text: string) => new URL(text).origin;
  const chat = told.chat ? [originOf(told.chat.script), ...chatOrigins] : [];
  const pages = chat.filter((one) => !one.startsWith("wss:"));
  return {
    scripts: pages,
    connections: [
      ...new Set([
        ...(told.visits ? [originOf(told.visits.url)] : []),
        ...(told.errors ? [originOf(told.errors.dsn)] : []),
        ...chat,
      ]),
    ],
    frames: pages,
    images: pages,
  };
};
