import { useCallback, useEffect, useRef, useState } from "react";
import { mediationName } from "../../../../../shared/mediation/mediator-words.ts";
import type { FollowUpView, LinkView } from "../../../../../shared/mediation/schema.ts";
import { ProblemError, reasonOf } from "../../../../app/api.ts";
import { PageFrame } from "../../../../ui/page-frame.tsx";
import { hostOf } from "../host.ts";
import { CaseView } from "./case-view.tsx";
import { CodeStep } from "./code-step.tsx";
import { ConfirmAddress } from "./confirm-address.tsx";
import { closePage, currentLink, openLink, readCase } from "./follow-up-api.ts";
import { Objection } from "./objection.tsx";
import { statusTitle } from "./status-words.ts";
import { Unreachable } from "./unreachable.tsx";
import { type WhyWithout, WithoutLink } from "./without-link.tsx";

type Shown =
  | { at: "loading" }
  | { at: "failed"; error: unknown }
  /** No link was given, it is dead, or the page was closed by its owner. */
  | { at: "withoutLink"; why: WhyWithout }
  /** The secret confirms an address and opens nothing. */
  | { at: "address"; token: string; wanted: boolean }
  | { at: "objection"; token: string }
  | { at: "code"; link: LinkView; expired: boolean }
  | { at: "case"; view: FollowUpView };

/** The secret of the address, which goes no further than this page: it leaves the address bar at once. */
const takeToken = (): string | null => {
  const token = location.hash.slice(1);
  if (!token) return null;
  history.replaceState(null, "", location.pathname);
  return token;
};

/** Mails that ask something else than to open a case: `/suivi#adresse.<token>`. */
const otherSecrets: ReadonlyArray<readonly [prefix: string, show: (token: string) => Shown]> = [
  ["adresse.", (token) => ({ at: "address", token, wanted: false })],
  ["courriel.", (token) => ({ at: "address", token, wanted: true })],
  ["opposition.", (token) => ({ at: "objection", token })],
];

const isClosed = (error: unknown) => error instanceof ProblemError && error.problem.code === "forbidden";
/** What is wrong with the link itself, in the API's own sentence; undefined for any other failure. */
const faultOf = (error: unknown): string | undefined =>
  error instanceof ProblemError && error.problem.reason.startsWith("link_") && !isClosed(error)
    ? error.problem.detail
    : undefined;

const NoScript = () => (
  <noscript>
    <div className="fr-alert fr-alert--info">
      <h2 className="fr-alert__title">Cette page a besoin de JavaScript</h2>
      <p>
        Sans lui, répondez à nos e-mails : votre réponse rejoint votre dossier. L’adresse et le téléphone de
        votre service de médiation sont sur votre récépissé et sur <a href="/mediation">sa page</a>, qui se
        lit sans JavaScript.
      </p>
    </div>
  </noscript>
);

/** Grey blocks in the shape of what comes, after a moment; one word for those who do not see them. */
const Loading = () => (
  <>
    <h1>Suivre votre dossier</h1>
    <NoScript />
    <p role="status" className="fr-sr-only">
      Chargement de votre dossier…
    </p>
    <div className="skeleton" aria-hidden="true">
      <div />
      <div />
      <div />
    </div>
  </>
);

const useFollowUp = () => {
  const [shown, setShown] = useState<Shown>({ at: "loading" });
  const token = useRef<string | null>(null);

  const open = useCallback(async (link: LinkView, expired = false) => {
    setShown(link.open ? { at: "case", view: await readCase() } : { at: "code", link, expired });
  }, []);
  const start = useCallback(
    async (expired = false) => {
      try {
        await open(token.current ? await openLink(token.current) : await currentLink(), expired);
      } catch (error) {
        const fault = faultOf(error);
        if (fault) setShown({ at: "withoutLink", why: { fault } });
        else if (isClosed(error)) setShown({ at: "withoutLink", why: expired ? "closed" : "none" });
        else setShown({ at: "failed", error });
      }
    },
    [open],
  );
  useEffect(() => {
    const fromAddress = () => {
      const given = takeToken();
      const other = otherSecrets.find(([prefix]) => given?.startsWith(prefix));
      if (given && other) {
        const [prefix, show] = other;
        setShown(show(given.slice(prefix.length)));
        return;
      }
      token.current = given ?? token.current;
      void start();
    };
    fromAddress();
    // A second link opened in the same tab only changes the fragment.
    const onHash = () => {
      if (location.hash.length > 1) fromAddress();
    };
    addEventListener("hashchange", onHash);
    return () => removeEventListener("hashchange", onHash);
  }, [start]);

  return {
    shown,
    retry: () => void start(),
    opened: (link: LinkView) => {
      open(link).catch((error: unknown) => setShown({ at: "failed", error }));
    },
    /** The session ended: the link is opened again, up to its code. */
    expire: () => void start(true),
    close: () => {
      const leave = () => {
        token.current = null;
        setShown({ at: "withoutLink", why: "none" });
      };
      closePage().then(leave, (error: unknown) =>
        reasonOf(error) === "link_closed" ? leave() : setShown({ at: "failed", error }),
      );
    },
  };
};

const linkOf = (shown: Shown): LinkView | null =>
  shown.at === "code" ? shown.link : shown.at === "case" ? shown.view.link : null;

const titleOf = (shown: Shown): string => {
  const link = linkOf(shown);
  if (shown.at === "objection") return "Une demande faite en votre nom – Médiation";
  if (shown.at === "address") return "Confirmer votre adresse – Médiation";
  if (!link) return "Suivre votre dossier – Médiation";
  const name = mediationName(link.organisation.name);
  return shown.at === "case"
    ? `${statusTitle(link)} – Dossier ${link.number} – ${name}`
    : `Suivre votre dossier ${link.number} – ${name}`;
};

/** The citizen's own page: what the link alone may show, then, after the code, the exchanges. */
export const FollowUpPage = () => {
  const { shown, retry, opened, expire, close } = useFollowUp();
  const title = titleOf(shown);
  useEffect(() => {
    document.title = title;
  }, [title]);
  const host = hostOf(linkOf(shown)?.organisation);
  if (shown.at === "case") {
    return (
      <PageFrame host={host} wide>
        <CaseView key={shown.view.link.number} view={shown.view} onExpired={expire} onClose={close} />
      </PageFrame>
    );
  }
  return (
    <PageFrame host={host}>
      {shown.at === "loading" ? <Loading /> : null}
      {shown.at === "failed" ? <Unreachable error={shown.error} onRetry={retry} /> : null}
      {shown.at === "withoutLink" ? <WithoutLink why={shown.why} onOpened={opened} /> : null}
      {shown.at === "address" ? (
        <ConfirmAddress key={shown.token} token={shown.token} wanted={shown.wanted} />
      ) : null}
      {shown.at === "objection" ? <Objection key={shown.token} token={shown.token} /> : null}
      {shown.at === "code" ? <CodeStep link={shown.link} expired={shown.expired} onOpened={opened} /> : null}
    </PageFrame>
  );
};
