import { type ReactNode, useState } from "react";
import type { LinkPreview } from "../../../../shared/access/schema.ts";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button, buttonClass } from "../../../ui/button.tsx";
import { Input } from "../../../ui/input.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { type LinkKind, type SecretLink, useSecretLink } from "./use-secret-link.ts";

interface WayOn {
  href: string;
  words: string;
}

/** Where to ask for the same link again. */
const again: Record<LinkKind, WayOn> = {
  invitation: { href: "/connexion", words: "Aller à la connexion" },
  password_reset: { href: "/mot-de-passe-oublie", words: "Recevoir un nouveau lien" },
  magic_link: { href: "/connexion/lien", words: "Recevoir un nouveau lien" },
  email_change: { href: "/compte", words: "Aller à mon compte" },
  registration: { href: "/inscription", words: "Recommencer l’inscription" },
};

const titles: Record<string, string> = {
  link_truncated: "Ce lien est incomplet",
  link_doubled: "Ce lien est en double",
  link_unreadable: "Ce lien est illisible",
  link_unknown: "Ce lien n’existe pas",
  link_expired: "Ce lien a expiré",
  link_used: "Ce lien a déjà servi",
  link_revoked: "Ce lien a été annulé",
  link_foreign: "Ce lien sert à autre chose",
  link_other_account: "Ce lien est pour quelqu’un d’autre",
};
/** Faults that the same mail mends: its link can be pasted here, whole. */
const mendable = new Set(["link_truncated", "link_doubled", "link_unreadable"]);

const PasteAgain = ({ give }: { give: (pasted: string) => void }) => {
  const [pasted, setPasted] = useState("");
  return (
    <form
      className="short-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (pasted.trim() !== "") give(pasted.trim());
      }}
    >
      <Input
        label="Lien reçu par e-mail"
        hint="Copiez-le en entier, puis collez-le ici."
        name="link"
        autoComplete="off"
        spellCheck={false}
        value={pasted}
        onChange={setPasted}
      />
      <div className="short-form__actions">
        <Button type="submit">Ouvrir ce lien</Button>
      </div>
    </form>
  );
};

/** A link that opens nothing: which fault, in the API's sentence, and the way on. */
export function RefusedLink({
  kind,
  reason,
  detail,
  give,
}: {
  kind: LinkKind;
  reason: string;
  detail: string;
  give?: (pasted: string) => void;
}) {
  const { href, words } = again[kind];
  const mend = mendable.has(reason) && give;
  return (
    <EntryFrame title={titles[reason] ?? "Ce lien ne s’ouvre pas"} key={detail}>
      <Alert severity="warning" title={detail} />
      {mend && <PasteAgain give={mend} />}
      <p className="fr-mt-4w">
        <a
          className={`${buttonClass({ look: mend ? "tertiary" : "primary" })} entry__wide-button`}
          href={href}
        >
          {words}
        </a>
      </p>
    </EntryFrame>
  );
}

/** The page of a link, in every state but open: no link, waiting, unreachable, refused. */
export function LinkPage({
  kind,
  title,
  none,
  children,
}: {
  kind: LinkKind;
  title: string;
  /** The page of this address without a link; by default, one that says to follow the mail. */
  none?: ReactNode;
  children: (token: string, preview: LinkPreview) => ReactNode;
}) {
  const link: SecretLink = useSecretLink(kind);
  if (link.at === "open") return children(link.token, link.preview);
  if (link.at === "refused") return <RefusedLink kind={kind} {...link} />;
  if (link.at === "none") {
    if (none) return none;
    return (
      <EntryFrame title={title}>
        <p>Suivez le lien de l’e-mail que vous avez reçu&nbsp;: il ouvre cette page.</p>
        <p className="fr-mt-4w">
          <a className={`${buttonClass({})} entry__wide-button`} href={again[kind].href}>
            {again[kind].words}
          </a>
        </p>
      </EntryFrame>
    );
  }
  return (
    <EntryFrame title={title}>
      {link.at === "loading" ? (
        <Skeleton says="Lecture de votre lien…" rows={3} />
      ) : (
        <LoadFailed what="cette page" error={link.error} retry={link.retry} />
      )}
    </EntryFrame>
  );
}
