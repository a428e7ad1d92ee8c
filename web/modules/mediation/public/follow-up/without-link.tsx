import type { LinkView } from "../../../../../shared/mediation/schema.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Notice } from "../../../../ui/notice.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import { AccessCodeForm } from "./access-code-form.tsx";
import { NewLinkForm } from "./new-link-form.tsx";

/** No link was given, the page closed, or something is wrong with the link. */
export type WhyWithout = "none" | "closed" | { fault: string };

interface WithoutLinkProps {
  why: WhyWithout;
  onOpened: (link: LinkView) => void;
}

const Why = ({ why }: Pick<WithoutLinkProps, "why">) => {
  if (typeof why === "object") {
    return (
      <Alert severity="warning" title="Ce lien n’ouvre pas votre dossier">
        <p>{why.fault}</p>
      </Alert>
    );
  }
  if (why === "closed") {
    return (
      <Notice>
        Votre page s’est fermée pour protéger vos échanges. Votre réponse en cours est gardée sur cet
        appareil.
      </Notice>
    );
  }
  return (
    <p>
      Le plus simple : ouvrez le lien de suivi que nous vous avons envoyé par <Unbroken>e-mail</Unbroken>. Il
      est aussi dans chacun de nos messages.
    </p>
  );
};

/** For those who come without a link that works: a new one by e-mail, or the code of a paper receipt. */
export const WithoutLink = ({ why, onOpened }: WithoutLinkProps) => (
  <>
    <h1>Suivre votre dossier</h1>
    <div className="narrow">
      <Why why={why} />
    </div>
    <div className="columns section">
      <section aria-labelledby="new-link">
        <h2 className="fr-h5" id="new-link">
          Recevoir un nouveau lien
        </h2>
        <NewLinkForm />
      </section>
      <section aria-labelledby="access-code">
        <h2 className="fr-h5" id="access-code">
          Utiliser mon code d’accès
        </h2>
        <AccessCodeForm onOpened={onOpened} />
      </section>
    </div>
  </>
);
