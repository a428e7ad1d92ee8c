import { useEffect, useRef } from "react";
import { Alert } from "../../../../ui/alert.tsx";
import { Button } from "../../../../ui/button.tsx";
import { PhoneLink } from "../../../../ui/phone-link.tsx";
import { Unbroken } from "../../../../ui/unbroken.tsx";
import type { SendingFault } from "./use-sending.ts";

interface SendingFaultProps {
  fault: SendingFault;
  phone: string | undefined;
  onRetry: () => void;
  onFiles: () => void;
}

const OrCall = ({ phone }: { phone: string | undefined }) =>
  phone ? (
    <>
      , ou appelez le <PhoneLink phone={phone} />
    </>
  ) : null;

const contentOf = ({ fault, phone, onRetry, onFiles }: SendingFaultProps) => {
  const retry = (
    <Button look="secondary" size="sm" onClick={onRetry}>
      Réessayer
    </Button>
  );
  switch (fault.kind) {
    case "offline":
      return {
        severity: "warning" as const,
        title: "La connexion est coupée",
        body: (
          <>
            <p>Rien n’est perdu : votre texte est gardé sur cet appareil. Réessayez quand elle revient.</p>
            {retry}
          </>
        ),
      };
    case "server":
      return {
        severity: "warning" as const,
        title: "Le service ne répond pas pour le moment",
        body: (
          <>
            <p>
              Votre texte est gardé sur cet appareil. Réessayez dans quelques minutes
              <OrCall phone={phone} />.
            </p>
            {fault.requestId ? (
              <p className="mention fr-mb-2w">Code de la demande : {fault.requestId}</p>
            ) : null}
            {retry}
          </>
        ),
      };
    case "alreadyFiled":
      return {
        severity: "info" as const,
        title: "Vous avez déjà envoyé cette demande",
        body: (
          <p>
            Nous vous avons renvoyé son numéro par <Unbroken>e-mail</Unbroken>.
          </p>
        ),
      };
    case "limited":
      return {
        severity: "warning" as const,
        title: "Trop de demandes depuis cette connexion",
        body: (
          <p>
            Réessayez{" "}
            {fault.minutes ? `dans ${fault.minutes} minute${fault.minutes > 1 ? "s" : ""}` : "plus tard"}
            <OrCall phone={phone} />.
          </p>
        ),
      };
    case "files":
      return {
        severity: "warning" as const,
        title: "L’envoi d’un fichier s’est interrompu",
        body: (
          <>
            <p>Réessayez cet envoi ou retirez le fichier, puis envoyez votre demande.</p>
            <Button look="secondary" size="sm" onClick={onFiles}>
              Voir les fichiers
            </Button>
          </>
        ),
      };
    case "browser":
      return {
        severity: "warning" as const,
        title: "Ce navigateur ne peut pas envoyer le formulaire",
        body: (
          <p>
            Votre texte est gardé sur cet appareil. Mettez le navigateur à jour, essayez avec un autre
            <OrCall phone={phone} />. Vous pouvez aussi écrire au service&nbsp;: son adresse est sur{" "}
            <a href="./">sa page d’accueil</a>.
          </p>
        ),
      };
    case "refused":
      return {
        severity: "error" as const,
        title: "Votre demande n’a pas pu être envoyée",
        body: <p>{fault.detail}</p>,
      };
  }
};

/** Why the request did not leave; takes the focus, because the reader was waiting for it. */
export const SendingFaultAlert = (props: SendingFaultProps) => {
  const alert = useRef<HTMLDivElement>(null);
  const { fault } = props;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new fault takes the focus.
  useEffect(() => alert.current?.focus(), [fault]);
  const { severity, title, body } = contentOf(props);
  return (
    <Alert ref={alert} severity={severity} title={title}>
      {body}
    </Alert>
  );
};
