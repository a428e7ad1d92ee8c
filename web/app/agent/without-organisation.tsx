import "../../ui/agent/waiting.css";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Me } from "../../../shared/access/schema.ts";
import {
  checkSession,
  meQuery,
  type Organisation,
  organisationsOf,
} from "../../modules/access/agent/session.ts";
import { PageTitle, useTitle } from "../../ui/agent/page-title.tsx";
import { Button } from "../../ui/button.tsx";
import { OwnFrame } from "./own-frame.tsx";
import { useSignOut } from "./sign-out.ts";

const Said = ({ me, title, children }: { me: Me; title: string; children: ReactNode }) => {
  useTitle(title);
  return (
    <OwnFrame me={me}>
      <div className="empty-state">
        <PageTitle key={title}>{title}</PageTitle>
        {children}
      </div>
    </OwnFrame>
  );
};

/** Signed in, and invited nowhere: what to do, and whom to ask. */
export function PendingAccount({ me }: { me: Me }) {
  const leave = useSignOut();
  const client = useQueryClient();
  // Rights found again reach every route by themselves (RightsWatch).
  const check = useMutation({
    mutationFn: checkSession,
    onSuccess: (found) => client.setQueryData(meQuery.queryKey, found),
  });
  return (
    <Said me={me} title="Compte en attente">
      <p>
        Votre compte <strong className="break-anywhere">{me.email}</strong> n’est rattaché à aucune
        organisation.
      </p>
      <p>
        Demandez à l’administrateur de votre organisation d’inviter cette adresse. Quand il l’a fait, vérifiez
        ici&nbsp;: votre espace s’ouvre.
      </p>
      <div className="row row--wrap">
        <Button busy={check.isPending && "Vérification…"} onClick={() => check.mutate()}>
          Vérifier à nouveau
        </Button>
        <Button look="secondary" onClick={() => leave.mutate()}>
          Changer de compte
        </Button>
      </div>
      <p role="status">{check.isSuccess && "Toujours aucune organisation pour cette adresse."}</p>
    </Said>
  );
}

/** The organisation was left or taken away while its page was open. */
export function NoLongerMember({ of, me }: { of: Organisation; me: Me }) {
  const others = organisationsOf(me);
  return (
    <Said me={me} title={`Vous n’avez plus accès à ${of.name}`}>
      <p>
        Un administrateur a retiré vos droits dans cette organisation, ou l’organisation est fermée. Ce que
        vous y avez fait reste dans ses dossiers.
      </p>
      {others.length > 0 ? (
        <>
          <p>Vos autres organisations&nbsp;:</p>
          <ul>
            {others.map(({ id, slug, name }) => (
              <li key={id}>
                <a href={`/espace/${slug}`}>{name}</a>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <p>
          C’est une erreur&nbsp;? Demandez une nouvelle invitation à son administrateur, à l’adresse{" "}
          <strong className="break-anywhere">{me.email}</strong>.
        </p>
      )}
    </Said>
  );
}
