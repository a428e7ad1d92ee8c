import { useEffect, useState } from "react";
import type { PublicOrganisation, Receipt } from "../../../../../shared/mediation/schema.ts";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { day } from "../../../../ui/dates.ts";
import { PageFrame } from "../../../../ui/page-frame.tsx";
import { NotFoundPage } from "../directory-page.tsx";
import { hostOf } from "../host.ts";
import { useOrganisation } from "../use-organisation.ts";
import { keepReceipt, keptReceipt, ReceiptView } from "./receipt.tsx";
import { RequestForm } from "./request-form.tsx";

const NoScript = () => (
  <noscript>
    <div className="fr-alert fr-alert--info fr-mb-4w">
      <h2 className="fr-alert__title">Ce formulaire a besoin de JavaScript</h2>
      <p>
        Sans lui, écrivez ou téléphonez au service de médiation : ses coordonnées sont sur{" "}
        <a href="./">sa page d’accueil</a>.
      </p>
    </div>
  </noscript>
);

const ClosedForm = ({ organisation }: { organisation: PublicOrganisation }) => (
  <>
    <h1>Demander une médiation</h1>
    <div className="narrow">
      <Alert
        severity="info"
        announced={false}
        title={`Les demandes en ligne sont fermées jusqu’au ${day(`${organisation.formClosed?.until}T12:00:00Z`, "UTC")}.`}
      >
        <p>{organisation.formClosed?.message}</p>
      </Alert>
      <p className="fr-mt-3w">
        <a href={`/mediation/${organisation.slug}`}>Écrire ou téléphoner à la place</a>
      </p>
    </div>
  </>
);

/** « Demander une médiation »: the form, then its receipt, at one address. */
export const RequestFormPage = () => {
  const { slug, organisation, status, reload } = useOrganisation();
  const [receipt, setReceipt] = useState<Receipt | null>(null);
  useEffect(() => {
    if (slug && history.state?.filed) setReceipt(keptReceipt(slug));
  }, [slug]);
  if (status === "unknown") return <NotFoundPage />;
  return (
    <PageFrame host={hostOf(organisation ?? {})}>
      <NoScript />
      {status === "failed" ? (
        <div className="fr-mb-4w">
          <Alert severity="warning" title="Cette page n’a pas pu être chargée entièrement">
            <p>
              Vous pouvez remplir le formulaire : il est gardé sur cet appareil. Vérifiez votre connexion.
            </p>
            <Button look="secondary" size="sm" onClick={reload}>
              Réessayer
            </Button>
          </Alert>
        </div>
      ) : null}
      {receipt ? (
        <ReceiptView receipt={receipt} organisation={organisation} />
      ) : organisation?.formClosed ? (
        <ClosedForm organisation={organisation} />
      ) : (
        <RequestForm
          slug={slug}
          organisation={organisation}
          onFiled={(filed) => {
            keepReceipt(filed);
            history.replaceState({ filed: true }, "", location.pathname);
            setReceipt(filed);
          }}
        />
      )}
    </PageFrame>
  );
};
