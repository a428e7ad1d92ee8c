import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { ConfirmDialog } from "../../../../ui/agent/confirm-dialog.tsx";
import { useNotices } from "../../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../../ui/agent/refusal-words.ts";
import { dayOf, shortDay } from "../../../../ui/agent/relative-dates.ts";
import { Button } from "../../../../ui/button.tsx";
import { renewCalendar, revokeCalendar } from "./day-queries.ts";

/** The secret address of one's calendar: shown once when it is made, renewed or taken away at will. */
export function CalendarFeed({ organisationId, since }: { organisationId: string; since: string | null }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [asking, setAsking] = useState<"renew" | "revoke">();
  const [url, setUrl] = useState<string>();
  const again = () => client.invalidateQueries({ queryKey: ["mediation", "calendar"] });
  const made = ({ url: address }: { url: string }) => {
    setUrl(address);
    setAsking(undefined);
    void again();
  };
  const create = useMutation({
    mutationFn: () => renewCalendar(organisationId),
    onSuccess: made,
    onError: (error) => notify(refusalWords(error)),
  });
  return (
    <section className="box calendar__feed" aria-labelledby="calendar-feed">
      <h2 id="calendar-feed">Dans votre agenda habituel</h2>
      <p>
        Une adresse secrète montre ces échéances dans Outlook, Thunderbird ou sur votre téléphone. Elle ne
        contient que le numéro du dossier et la nature de l’échéance, sans aucun nom.
      </p>
      {url && <Address url={url} />}
      {since ? (
        <>
          <p className="small mention">Adresse créée le {shortDay(dayOf(new Date(since)))}.</p>
          <div className="row row--wrap">
            <Button size="sm" look="secondary" onClick={() => setAsking("renew")}>
              Changer l’adresse
            </Button>
            <Button size="sm" look="secondary" onClick={() => setAsking("revoke")}>
              Supprimer l’adresse
            </Button>
          </div>
        </>
      ) : (
        <div>
          <Button
            size="sm"
            look="secondary"
            busy={create.isPending && "Création…"}
            onClick={() => create.mutate()}
          >
            Créer l’adresse
          </Button>
        </div>
      )}
      {asking === "renew" && (
        <ConfirmDialog
          title="Changer l’adresse du calendrier ?"
          confirm="Changer l’adresse"
          busy="Changement…"
          act={() => renewCalendar(organisationId)}
          onDone={made}
          onClose={() => setAsking(undefined)}
        >
          <p>L’adresse actuelle cesse aussitôt de fonctionner. Vous donnerez la nouvelle à votre agenda.</p>
        </ConfirmDialog>
      )}
      {asking === "revoke" && (
        <ConfirmDialog
          title="Supprimer l’adresse du calendrier ?"
          confirm="Supprimer l’adresse"
          busy="Suppression…"
          act={() => revokeCalendar(organisationId)}
          onDone={() => {
            setUrl(undefined);
            setAsking(undefined);
            void again();
            notify("Adresse supprimée. Votre agenda ne montrera plus vos échéances.");
          }}
          onClose={() => setAsking(undefined)}
        >
          <p>Votre agenda cessera de montrer ces échéances. Vous pourrez créer une autre adresse.</p>
        </ConfirmDialog>
      )}
    </section>
  );
}

function Address({ url }: { url: string }) {
  const field = useRef<HTMLInputElement>(null);
  const [said, setSaid] = useState("");
  useEffect(() => field.current?.focus(), []);
  const copy = () =>
    navigator.clipboard.writeText(url).then(
      () => setSaid("Adresse copiée."),
      () => setSaid("La copie n’a pas abouti. Sélectionnez l’adresse, puis copiez-la."),
    );
  return (
    <div className="calendar__address">
      <label className="fr-label" htmlFor="calendar-address">
        Adresse de votre calendrier
        <span className="fr-hint-text">
          Copiez-la maintenant&nbsp;: elle ne sera plus affichée. Ne la donnez à personne.
        </span>
      </label>
      <input
        ref={field}
        id="calendar-address"
        className="fr-input"
        readOnly
        value={url}
        onFocus={(event) => event.currentTarget.select()}
      />
      <Button size="sm" icon="fr-icon-clipboard-line" onClick={() => void copy()}>
        Copier l’adresse
      </Button>
      <p className="small" role="status">
        {said}
      </p>
    </div>
  );
}
