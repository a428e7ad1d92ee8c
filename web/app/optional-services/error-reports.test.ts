import type { ErrorEvent } from "@sentry/browser";
import { afterEach, expect, test, vi } from "vitest";
import { plainReport } from "./error-reports.ts";

afterEach(() => vi.unstubAllGlobals());

const at = (address: string) => vi.stubGlobal("location", new URL(address));

/** As the library makes it, with everything it could add one day. */
const event = (type: string): ErrorEvent => ({
  type: undefined,
  event_id: "0f",
  timestamp: 1,
  message: "Madame Morvan",
  user: { email: "jeanne.morvan@valbrune.example", ip_address: "{{auto}}" },
  request: {
    url: "https://guichet.example/suivi#secret",
    headers: { Referer: "/?q=Morvan" },
    cookies: { a: "b" },
  },
  breadcrumbs: [{ message: "clicked on Morvan" }],
  contexts: { page: { title: "Dossier de Jeanne Morvan" } },
  extra: { state: "Morvan" },
  tags: { name: "Morvan" },
  exception: {
    values: [
      {
        type,
        value: "cannot read « Morvan »",
        mechanism: { type: "onerror", handled: false, data: { text: "Morvan" } },
        stacktrace: {
          frames: [
            {
              filename: "https://guichet.example/assets/agent-1a.js?q=Morvan#secret",
              function: "open",
              lineno: 3,
              colno: 7,
              vars: { name: "Morvan" },
              context_line: "Morvan",
            },
            { filename: "https://guichet.example/espace/valbrune/mediation/dossiers?q=Morvan", lineno: 1 },
          ],
        },
      },
    ],
  },
});

test("a report holds the kind of an error and its places in our scripts, and nothing else", () => {
  at("https://guichet.example/espace/valbrune/mediation/dossiers/2027-00042?q=Morvan#secret");
  expect(plainReport(event("TypeError"))).toEqual({
    event_id: "0f",
    timestamp: 1,
    platform: "javascript",
    level: "error",
    request: { url: "https://guichet.example/espace/:organisation/mediation/dossiers/:id" },
    exception: {
      values: [
        {
          type: "TypeError",
          mechanism: { type: "onerror", handled: false },
          stacktrace: {
            frames: [
              {
                filename: "https://guichet.example/assets/agent-1a.js",
                in_app: true,
                function: "open",
                lineno: 3,
                colno: 7,
              },
              { lineno: 1 },
            ],
          },
        },
      ],
    },
  });
});

test("refusals of the API, a lost network and a message without error are not told", () => {
  at("https://guichet.example/");
  for (const type of ["ProblemError", "ConnectionLost", "AbortError"])
    expect(plainReport(event(type))).toBeNull();
  expect(plainReport({ type: undefined, message: "Madame Morvan" })).toBeNull();
});
