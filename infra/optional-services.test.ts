import { expect, test } from "vitest";
import { servicesFromEnvironment } from "./optional-services.ts";
import { securityHeaders } from "./security-headers.ts";
import { parseSettings } from "./stacks/settings.ts";

const origins = {
  app: "https://guichet.example",
  files: "https://fichiers.example",
  s3: "https://s3.example",
};
const all = {
  GUICHET_MATOMO_URL: "https://mesure.example/matomo",
  GUICHET_MATOMO_SITE: "7",
  GUICHET_SENTRY_DSN: "https://0a1b2c@pannes.example/42",
  GUICHET_CHAT_SCRIPT: "https://discussion.example/widget.js?site=3",
  GUICHET_CHAT_ORIGINS: "https://*.discussion.example, wss://relais.discussion.example",
};

/** The sources of each directive that differ from those of a deployment without services. */
const added = (environment: Record<string, string>) => {
  const directives = (services = {}) =>
    (securityHeaders({ ...origins, ...services })["content-security-policy"] ?? "").split("; ");
  const plain = new Map(directives().map((line) => [line.split(" ")[0], new Set(line.split(" "))]));
  return Object.fromEntries(
    directives({ services: servicesFromEnvironment(environment) }).flatMap((line) => {
      const [name = "", ...sources] = line.split(" ");
      const more = sources.filter((source) => !plain.get(name)?.has(source));
      return more.length > 0 ? [[name, more]] : [];
    }),
  );
};

test("without settings pages are told of nothing and the content policy stays shut", () => {
  expect(servicesFromEnvironment({})).toEqual({ told: {}, chatOrigins: [] });
  expect(parseSettings({}).services).toEqual({ told: {}, chatOrigins: [] });
  expect(added({})).toEqual({});
  expect(added({ GUICHET_CHAT_SCRIPT: "" })).toEqual({});
});

test("counting visits and reporting errors open one origin each, to requests alone", () => {
  const { GUICHET_MATOMO_URL, GUICHET_MATOMO_SITE, GUICHET_SENTRY_DSN } = all;
  expect(added({ GUICHET_MATOMO_URL, GUICHET_MATOMO_SITE })).toEqual({
    "connect-src": ["https://mesure.example"],
  });
  expect(added({ GUICHET_SENTRY_DSN })).toEqual({ "connect-src": ["https://pannes.example"] });
});

test("a chat opens scripts, requests, frames and pictures to its own origins, sockets to requests alone", () => {
  const { GUICHET_CHAT_SCRIPT, GUICHET_CHAT_ORIGINS } = all;
  const pages = ["https://discussion.example", "https://*.discussion.example"];
  expect(added({ GUICHET_CHAT_SCRIPT, GUICHET_CHAT_ORIGINS })).toEqual({
    "script-src": pages,
    "img-src": pages,
    "connect-src": [...pages, "wss://relais.discussion.example"],
    "frame-src": pages,
  });
});

test("pages are told what they need; a deployment's context says the same as a local environment", () => {
  expect(servicesFromEnvironment(all).told).toEqual({
    visits: { url: "https://mesure.example/matomo/", site: 7 },
    errors: { dsn: "https://0a1b2c@pannes.example/42" },
    chat: { script: "https://discussion.example/widget.js?site=3" },
  });
  const context = {
    matomoUrl: all.GUICHET_MATOMO_URL,
    matomoSite: all.GUICHET_MATOMO_SITE,
    sentryDsn: all.GUICHET_SENTRY_DSN,
    chatScript: all.GUICHET_CHAT_SCRIPT,
    chatOrigins: all.GUICHET_CHAT_ORIGINS,
  };
  expect(parseSettings(context).services).toEqual(servicesFromEnvironment(all));
});

test.each([
  ["half of Matomo", { GUICHET_MATOMO_URL: "https://mesure.example/" }, /go together/],
  ["origins without a chat", { GUICHET_CHAT_ORIGINS: "https://a.example" }, /chatScript/],
  ["plain HTTP to another machine", { GUICHET_CHAT_SCRIPT: "http://discussion.example/w.js" }, /https/],
  ["a DSN without its key", { GUICHET_SENTRY_DSN: "https://pannes.example/42" }, /DSN/],
  [
    "an origin that would end a directive",
    {
      GUICHET_CHAT_SCRIPT: "https://a.example/w.js",
      GUICHET_CHAT_ORIGINS: "https://a.example; script-src *",
    },
    /origin/,
  ],
  [
    "an origin that is everywhere",
    { GUICHET_CHAT_SCRIPT: "https://a.example/w.js", GUICHET_CHAT_ORIGINS: "https://*" },
    /origin/,
  ],
] as const)("refuses %s", (_, environment, message) => {
  expect(() => servicesFromEnvironment(environment)).toThrow(message);
});
