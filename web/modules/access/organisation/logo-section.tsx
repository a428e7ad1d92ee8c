import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { logoBytes, type OrganisationView } from "../../../../shared/access/organisation.ts";
import { useNotices } from "../../../ui/agent/notices.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Button } from "../../../ui/button.tsx";
import { base64Of } from "./base64-of.ts";
import { keepOrganisation, putLogo, removeLogo } from "./organisation-queries.ts";

const types = ["image/png", "image/jpeg", "image/webp"];

const faultOf = (file: File): string | undefined => {
  if (!types.includes(file.type)) return "Choisissez une image PNG, JPEG ou WebP.";
  if (file.size > logoBytes)
    return `Cette image pèse ${Math.ceil(file.size / 1024)}\u00a0Ko\u00a0: 750\u00a0Ko au plus.`;
  return undefined;
};

/** The logo: chosen, looked at on a light plate as it will be shown, then sent. */
export function LogoSection({ view, may }: { view: OrganisationView; may: boolean }) {
  const client = useQueryClient();
  const { notify } = useNotices();
  const [chosen, setChosen] = useState<{ file: File; url: string }>();
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => () => void (chosen && URL.revokeObjectURL(chosen.url)), [chosen]);
  const kept = (words: string) => (saved: OrganisationView) => {
    keepOrganisation(client, saved);
    setChosen(undefined);
    notify(words);
  };
  const failed = (error: unknown) => setFault(refusalWords(error));
  const send = useMutation({
    mutationFn: async (file: File) => putLogo(view.id, { type: file.type, base64: await base64Of(file) }),
    onSuccess: kept("Logo enregistré. Les pages publiques se mettent à jour."),
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: () => removeLogo(view.id),
    onSuccess: kept("Logo retiré. Les pages publiques se mettent à jour."),
    onError: failed,
  });
  const choose = (file: File | undefined) => {
    if (!file) return;
    const wrong = faultOf(file);
    setFault(wrong);
    setChosen(wrong ? undefined : { file, url: URL.createObjectURL(file) });
  };
  const shown = chosen?.url ?? view.settings.logo;
  return (
    <section className="box settings-section" aria-labelledby="logo">
      <header className="settings-section__head">
        <h2 id="logo">Logo</h2>
      </header>
      {shown ? (
        <p className="logo-plate">
          <img src={shown} alt={chosen ? "Logo choisi, pas encore enregistré" : `Logo de ${view.name}`} />
        </p>
      ) : (
        <p>Aucun logo&nbsp;: le nom de l’organisation est écrit à sa place.</p>
      )}
      {may && (
        <>
          <p className="mention small">
            PNG, JPEG ou WebP, 200&nbsp;pixels de large au moins, 750&nbsp;Ko au plus. En largeur, sur fond
            clair ou transparent.
          </p>
          <div role="alert">{fault && <p className="fr-message fr-message--error">{fault}</p>}</div>
          <input
            ref={input}
            className="fr-sr-only"
            type="file"
            accept={types.join(",")}
            tabIndex={-1}
            aria-hidden="true"
            onChange={(event) => {
              choose(event.currentTarget.files?.[0]);
              event.currentTarget.value = "";
            }}
          />
          <p className="row row--wrap">
            {chosen ? (
              <>
                <Button size="sm" busy={send.isPending && "Envoi…"} onClick={() => send.mutate(chosen.file)}>
                  Enregistrer ce logo
                </Button>
                <Button size="sm" look="secondary" onClick={() => setChosen(undefined)}>
                  Annuler
                </Button>
              </>
            ) : (
              <>
                <Button
                  size="sm"
                  look="secondary"
                  icon="fr-icon-upload-line"
                  onClick={() => input.current?.click()}
                >
                  Choisir un logo
                </Button>
                {view.settings.logo && (
                  <Button
                    size="sm"
                    look="tertiary"
                    busy={remove.isPending && "Un instant…"}
                    onClick={() => remove.mutate()}
                  >
                    Retirer le logo
                  </Button>
                )}
              </>
            )}
          </p>
        </>
      )}
    </section>
  );
}
