import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import type { SessionList } from "../../../../shared/access/schema.ts";
import { Icon } from "../../../ui/agent/icon.tsx";
import { LoadFailed } from "../../../ui/agent/load-failed.tsx";
import { Moment } from "../../../ui/agent/moment.tsx";
import { refusalWords } from "../../../ui/agent/refusal-words.ts";
import { Skeleton } from "../../../ui/agent/waiting.tsx";
import { Alert } from "../../../ui/alert.tsx";
import { Button } from "../../../ui/button.tsx";
import { endOtherSessions, endSession, sessionsQuery } from "./account-api.ts";
import { AccountSection } from "./account-page.tsx";

type Session = SessionList["sessions"][number];

/** How a session was opened, in words. */
const methods: Record<string, string> = {
  password: "mot de passe",
  proconnect: "ProConnect",
  magic_link: "lien de connexion",
  invitation: "invitation",
  registration: "inscription",
};

const deviceOf = ({ device }: Session) => device ?? "Appareil inconnu";

function Sessions({ list }: { list: SessionList }) {
  const client = useQueryClient();
  const keep = (saved: SessionList) => client.setQueryData(sessionsQuery.queryKey, saved);
  const end = useMutation({ mutationFn: endSession, onSuccess: keep });
  const endOthers = useMutation({ mutationFn: endOtherSessions, onSuccess: keep });
  const failed = end.error ?? endOthers.error;
  const others = list.sessions.filter(({ current }) => !current);
  return (
    <>
      {failed && <Alert severity="error" title={refusalWords(failed)} />}
      <ul className="account-list">
        {list.sessions.map((session) => (
          <li key={session.id}>
            <Icon name="fr-icon-computer-line" />
            <span className="account-list__words">
              {deviceOf(session)}
              {session.current && <strong> · cet appareil</strong>}
              <span className="mention">
                Active <Moment at={session.lastSeenAt} />, ouverte <Moment at={session.createdAt} />
                {methods[session.method] && ` par ${methods[session.method]}`}
              </span>
            </span>
            {!session.current && (
              <Button
                look="tertiary"
                size="sm"
                busy={end.isPending && end.variables === session.id && "Fermeture…"}
                onClick={() => end.mutate(session.id)}
              >
                Fermer<span className="fr-sr-only"> la session : {deviceOf(session)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {others.length > 0 ? (
        <Button
          look="secondary"
          size="sm"
          busy={endOthers.isPending && "Fermeture…"}
          onClick={() => endOthers.mutate()}
        >
          Fermer toutes les autres sessions
        </Button>
      ) : (
        <p role="status">Aucune autre session n’est ouverte.</p>
      )}
    </>
  );
}

/** Where the account is open, and closing it there. */
export function SessionsSection() {
  const { data, error, refetch } = useQuery(sessionsQuery);
  return (
    <AccountSection
      title="Sessions ouvertes"
      intro="Vous ne reconnaissez pas un appareil ? Fermez sa session, puis changez votre mot de passe."
    >
      {data ? (
        <Sessions list={data} />
      ) : error ? (
        <LoadFailed what="vos sessions" error={error} retry={() => void refetch()} />
      ) : (
        <Skeleton says="Chargement de vos sessions…" rows={2} />
      )}
    </AccountSection>
  );
}
