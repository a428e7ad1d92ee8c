import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { createTransport } from "nodemailer";
import { type Browser, chromium, type Page } from "playwright-core";
import postgres from "postgres";
import { afterAll, afterEach, beforeAll, expect, inject, vi } from "vitest";

const sharedOrFault = () => {
  const given = inject("shared");
  if (!given) throw new Error(`The platform did not start: ${inject("startFault")}`);
  return given;
};
/** The platform all journeys share. */
export const shared = sharedOrFault();

const widths = [1280, 320] as const;
const schemes = ["light", "dark"] as const;
/** Set by `npm run screens`: every state that a journey looks at becomes four pictures. */
const screensFolder = process.env.GUICHET_SCREENS;

const failuresFolder = join(import.meta.dirname, "../../.guichet/failures");

let browser: Browser;
let sql: postgres.Sql;

/** Connects a file of journeys to the shared browser and database; call once at its top. */
export const journeys = () => {
  const open: { page: Page; broken: string[] }[] = [];
  beforeAll(async () => {
    browser = await chromium.connect(shared.browser);
    sql = postgres(shared.adminUrl, { max: 2, onnotice: () => {}, idle_timeout: 1 });
  });
  afterEach(async ({ task }) => {
    const mine = open.splice(0);
    for (const [index, { page }] of mine.entries()) {
      // What was on the screen says more than the line that failed.
      if (task.result?.state === "fail")
        await takePicture(page, failuresFolder, `${task.name.slice(0, 60)}-${index}`);
      await page.context().close();
    }
    expect(
      mine.flatMap(({ broken }) => broken),
      "errors in the console of a page",
    ).toEqual([]);
  });
  afterAll(async () => {
    await browser.close();
    await sql.end();
  });
  return {
    /** A page of a person of their own: no cookie, no storage of another. Fails its test on any script error. `app`: another edge than the shared one. */
    newPage: async (options: { width?: number; javaScript?: boolean; app?: string } = {}): Promise<Page> => {
      const context = await browser.newContext({
        baseURL: options.app ?? shared.app,
        locale: "fr-FR",
        timezoneId: "Europe/Paris",
        viewport: { width: options.width ?? 1280, height: 800 },
        javaScriptEnabled: options.javaScript ?? true,
        reducedMotion: "reduce",
      });
      const page = await context.newPage();
      const broken: string[] = [];
      page.on("pageerror", (error) => broken.push(String(error)));
      page.on("console", (message) => {
        // A refused request is the page's business to show; a refused script or a React fault is ours.
        if (message.type() === "error" && !/Failed to load resource/.test(message.text()))
          broken.push(message.text());
      });
      open.push({ page, broken });
      return page;
    },
    /** Reads the database above all policies. */
    look: (): postgres.Sql => sql,
  };
};

const takePicture = async (page: Page, folder: string, name: string) => {
  mkdirSync(folder, { recursive: true });
  // A whole page is drawn as seen from its top: what sticks to the window would else float in the middle.
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.screenshot({
    path: join(folder, `${name.replaceAll(/[^\p{L}\d-]+/gu, "-")}.png`),
    fullPage: true,
  });
};

/** Colours and places as they stay: no pointer over a button, no transition on its way. */
const settle = async (page: Page) => {
  const { width, height } = page.viewportSize() ?? { width: 1, height: 1 };
  await page.mouse.move(width - 1, height - 1);
  await page.evaluate(async () => {
    await new Promise(requestAnimationFrame);
    await Promise.allSettled(document.getAnimations().map((animation) => animation.finished));
  });
};

/**
 * Bars that stay in sight lie down where they stand in the page, or stand up again: what they cover at the moment is
 * reached by scrolling, and is no target that is too small.
 */
const stickyBars = (page: Page, lie: boolean) =>
  page.evaluate((laid) => {
    for (const element of document.querySelectorAll<HTMLElement>("body *")) {
      if (laid && getComputedStyle(element).position === "sticky") {
        element.style.position = "static";
        element.dataset.laid = "";
      } else if (!laid && element.dataset.laid !== undefined) {
        element.style.removeProperty("position");
        delete element.dataset.laid;
      }
    }
  }, lie);

const describeViolations = (violations: Awaited<ReturnType<AxeBuilder["analyze"]>>["violations"]) =>
  violations.map(
    ({ id, help, nodes }) =>
      `${id}: ${help}\n  ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join("\n  ")}`,
  );

/**
 * Checks one state of one page at 1280 and 320 px, in the light and in the dark: nothing that axe knows to be wrong
 * (WCAG 2.2 A and AA), nothing that scrolls sideways. Under `npm run screens` it also takes its picture. `part` = the
 * selector of an open menu: what lies half under it is no target while it is open, and is not checked again.
 */
export const lookAt = async (page: Page, name: string, part?: string): Promise<void> => {
  const before = page.viewportSize() ?? { width: 1280, height: 800 };
  const faults: string[] = [];
  for (const width of widths) {
    for (const colorScheme of schemes) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await settle(page);
      const state = `${name}-${width}${colorScheme === "dark" ? "-dark" : ""}`;
      const tooWide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      if (tooWide > 0) faults.push(`${state}: scrolls sideways by ${tooWide} px`);
      const axe = new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
        .exclude("iframe");
      await stickyBars(page, true);
      const { violations } = await (part ? axe.include(part) : axe).analyze();
      await stickyBars(page, false);
      faults.push(...describeViolations(violations).map((fault) => `${state}: ${fault}`));
      if (screensFolder) await takePicture(page, screensFolder, state);
    }
  }
  await page.setViewportSize(before);
  await page.emulateMedia({ colorScheme: null });
  expect(faults).toEqual([]);
};

/** Waits until `check` stops throwing, and gives what it returned. */
export const eventually = <T>(check: () => T | Promise<T>, timeout = 30_000): Promise<T> =>
  vi.waitFor(check, { timeout, interval: 100 });

/** Tells the platform to do something to its machines: see setup.ts. */
export const order = async (path: string): Promise<unknown> => {
  const answer = await fetch(`${shared.orders}/${path}`, { method: "POST" });
  if (!answer.ok) throw new Error(await answer.text());
  return (await answer.json()).result;
};

/** One mail as the mailbox tells it. */
export interface SentMail {
  id: string;
  from: string;
  to: string[];
  subject: string;
  text: string;
  html: string;
  raw: string;
  attachments: { name: string }[];
}

const getJson = async (path: string) => {
  const answer = await fetch(`${shared.mailbox}${path}`);
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return answer.json();
};

/** All mails sent to an address so far, newest first, without their content. */
export const mailsTo = async (address: string): Promise<{ id: string; subject: string }[]> => {
  const answer = await getJson(`/api/messages?to=${encodeURIComponent(address)}`);
  return Array.isArray(answer) ? answer : answer.messages;
};

/** Waits for a mail sent to an address whose subject matches. */
export const mailTo = (address: string, subject: RegExp): Promise<SentMail> =>
  eventually(async () => {
    const sent = await mailsTo(address);
    const found = sent.find((mail) => subject.test(mail.subject));
    if (!found)
      throw new Error(
        `no mail ${subject} to ${address}; there: ${sent.map((mail) => mail.subject).join(" | ")}`,
      );
    return getJson(`/api/messages/${found.id}`);
  });

/** Sends a mail from outside, as a citizen's provider would: SMTP on the platform's own port. */
export const sendMail = async (mail: {
  from: string;
  to: string;
  subject: string;
  text: string;
  html?: string;
  cc?: string;
  replyTo?: string;
  attachments?: { filename: string; content: Buffer }[];
  headers?: Record<string, string>;
}): Promise<void> => {
  const transport = createTransport({ ...shared.smtp, secure: false, ignoreTLS: true });
  await transport.sendMail(mail);
  transport.close();
};

/** The Reply-To (or From) address of a mail: where its answer goes. */
export const replyAddressOf = (mail: SentMail): string => {
  const head = mail.raw.slice(0, mail.raw.search(/\r?\n\r?\n/)).replaceAll(/\r?\n[ \t]+/g, " ");
  const line = /^reply-to:.*$/im.exec(head)?.[0] ?? /^from:.*$/im.exec(head)?.[0] ?? "";
  const address = /<([^>]+)>\s*$/.exec(line)?.[1] ?? /[\w.+-]+@[\w.-]+/.exec(line)?.[0];
  if (!address) throw new Error(`no address in ${line}`);
  return address;
};

/** A mailbox nobody else in the run uses. */
export const newAddress = (name: string): string =>
  `${name}.${Math.random().toString(36).slice(2, 8)}@courriel.example`;
