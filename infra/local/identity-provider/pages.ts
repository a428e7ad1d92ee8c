/** The provider's pages, in French: choose who you are, what went wrong, signed out. No script is needed but one click. */
import type { Person } from "./people.ts";

const escaped = (text: string): string => text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);

const style = `
:root { color-scheme: light dark; --ink: #161616; --soft: #3a3a3a; --paper: #fff; --line: #929292; --tint: #f5f5fe; --link: #000091; }
@media (prefers-color-scheme: dark) { :root { --ink: #fff; --soft: #cecece; --paper: #161616; --line: #7b7b7b; --tint: #21213f; --link: #a3a3ff; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 1rem/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
main { max-width: 40rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .5rem; }
p { margin: 0 0 1rem; color: var(--soft); }
ul { list-style: none; margin: 0 0 1.5rem; padding: 0; }
li { margin: 0 0 .5rem; }
button { display: block; width: 100%; padding: .75rem 1rem; font: inherit; text-align: left; color: inherit; background: var(--tint); border: 1px solid var(--line); border-radius: .25rem; cursor: pointer; }
button strong, button span { display: block; }
button span { color: var(--soft); }
button:hover { border-color: var(--link); }
button:focus-visible, a:focus-visible { outline: 3px solid #0a76f6; outline-offset: 2px; }
.quiet { width: auto; background: transparent; color: var(--link); }
`;

const page = (title: string, body: string): string => `<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} – ProConnect de démonstration</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<main>
<h1>${escaped(title)}</h1>
${body}
</main>
</body>
</html>
`;

const choice = ({ sub, givenName, usualName, email, note, acr }: Person): string =>
  `<li><button type="submit" name="person" value="${escaped(sub)}"><strong>${escaped(`${givenName} ${usualName}`)}</strong><span>${escaped(email)}</span><span>${escaped(`${note} (${acr})`)}</span></button></li>`;

/** Who signs in. */
export const choosePage = (people: readonly Person[], action: string): string =>
  page(
    "Qui se connecte ?",
    `<p>Cette page remplace ProConnect sur cette machine. Les personnes sont inventées et n’ont pas de mot de passe.</p>
<form method="post" action="${escaped(action)}">
<ul>
${people.map(choice).join("\n")}
</ul>
<button class="quiet" type="submit" name="refuse" value="oui">Refuser et revenir</button>
</form>`,
  );

/** A request ProConnect would refuse, with a code of its own. */
export const errorPage = (code: string, detail: string): string =>
  page("Une erreur est survenue", `<p>Code d’erreur : ${escaped(code)}</p><p>${escaped(detail)}</p>`);

/** Signing out goes on by itself; without script one button does it. `form` comes from the provider's library. */
export const signOutPage = (form: string): string =>
  page(
    "Déconnexion",
    `${form}
<button type="submit" form="op.logoutForm" name="logout" value="yes" id="out">Se déconnecter</button>
<script>document.getElementById("out").click()</script>`,
  );

export const signedOutPage = (): string =>
  page("Vous êtes déconnecté", "<p>Vous pouvez fermer cette page.</p>");
