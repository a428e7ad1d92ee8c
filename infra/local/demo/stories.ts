import type { DemoSlug } from "./organisations.ts";

/** One kind of dispute. `{montant}`, `{rue}`, `{mois}`, `{nombre}` are filled per case. */
export interface Story {
  of: readonly DemoSlug[];
  subject: string;
  told: string;
  wished: string;
  /** Service of the organisation that is asked, as its participant is named. */
  service: string;
  /** What the mediator asks the requester for, and what comes back. */
  asked: string;
  answered: string;
  /** What the service answers the mediator, by how it ends. */
  yes: string;
  no: string;
  /** Files the requester has of it. */
  papers: readonly Paper[];
}

/** Kinds of files of the demo, made in files.ts. */
export type Paper =
  | "facture"
  | "decision"
  | "courrier"
  | "attestation"
  | "relance"
  | "compteur"
  | "trottoir"
  | "haie"
  | "recommande";

export const stories: readonly Story[] = [
  {
    of: ["valbrune"],
    subject: "Facture de cantine de {montant} € après un déménagement",
    told: "En {mois}, j’ai reçu une facture de cantine de {montant} € pour ma fille, à l’école des Tilleuls. Elle a quitté cette école après notre déménagement dans un autre quartier. J’avais prévenu la mairie par le formulaire.\n\nJ’ai écrit deux fois au service scolaire. On m’a répondu une fois que la facture était due, sans explication.",
    wished: "L’annulation de la facture pour la période après notre départ.",
    service: "Service scolaire",
    asked:
      "Pour saisir le service scolaire, il me faut deux choses :\n\n- la confirmation du formulaire, ou une capture d’écran ;\n- la date du dernier repas de votre fille aux Tilleuls.\n\nSi vous ne retrouvez pas la confirmation, dites-le-moi : je la demanderai au service.",
    answered:
      "Voici la confirmation que j’ai retrouvée dans mes messages. Le dernier repas date du vendredi avant le déménagement.",
    yes: "Après vérification, le formulaire avait bien été reçu. Les repas facturés après le départ de l’école sont annulés, un nouveau titre sera émis.",
    no: "Le formulaire nous est parvenu après la fin du mois. Le règlement prévoit que tout mois commencé est dû.",
    papers: ["facture", "courrier"],
  },
  {
    of: ["valbrune", "trois-rives"],
    subject: "Facture d’eau de {montant} € après une fuite",
    told: "Ma facture d’eau est passée à {montant} € alors que je vis seul dans la maison. Une canalisation enterrée fuyait, le plombier l’a réparée en {mois}. La régie refuse de tenir compte de la fuite parce que ma demande serait arrivée trop tard.",
    wished: "Que la facture soit ramenée à ma consommation habituelle.",
    service: "Régie des eaux, service facturation",
    asked:
      "Avez-vous la facture du plombier, avec la date et le lieu de la réparation ? Une photo du compteur m’aiderait aussi.",
    answered:
      "Voici la facture du plombier et la photo du compteur prise ce matin. Depuis la réparation il ne tourne plus la nuit.\n\nJ’ai reçu hier une relance avec 10 % de majoration : est-ce que je dois payer pendant que vous étudiez mon dossier ?",
    yes: "Au vu de l’attestation du plombier, la part au-delà du double de la consommation moyenne est abandonnée.",
    no: "La demande nous est parvenue plus d’un mois après l’information de l’abonné. Nous ne pouvons pas appliquer l’écrêtement.",
    papers: ["facture", "compteur", "relance"],
  },
  {
    of: ["valbrune"],
    subject: "Refus de place en crèche pour la rentrée",
    told: "La commission a refusé une place à la crèche des Libellules pour mon fils. La lettre ne donne aucun motif. Nous travaillons tous les deux en horaires décalés et nous attendons depuis {nombre} mois.",
    wished: "Comprendre le refus, et savoir où nous en sommes sur la liste d’attente.",
    service: "Direction de la petite enfance",
    asked: "Pouvez-vous m’envoyer la lettre de refus et le récépissé de votre première inscription ?",
    answered: "Voici la lettre. L’inscription avait été faite au guichet, on ne nous a remis qu’un numéro.",
    yes: "Une place se libère en avril à la crèche des Libellules. Elle est proposée à la famille.",
    no: "La commission a appliqué la grille publiée : la famille est au rang 14. Le détail des points lui est transmis.",
    papers: ["decision"],
  },
  {
    of: ["valbrune"],
    subject: "Forfait de stationnement malgré l’abonnement",
    told: "J’ai reçu un forfait de {montant} € {rue}, alors que mon abonnement résident est à jour. L’application affichait bien mon immatriculation. Mon recours est resté sans réponse.",
    wished: "L’annulation du forfait.",
    service: "Service du stationnement",
    asked: "Pouvez-vous m’adresser la preuve de l’abonnement en cours à cette date ?",
    answered: "Je joins le reçu de l’abonnement. On y voit la plaque et les dates.",
    yes: "La plaque avait été enregistrée avec une lettre de trop par nos soins. Le forfait est annulé.",
    no: "L’abonnement ne couvre pas cette zone, comme l’indique le plan remis à l’abonné.",
    papers: ["attestation", "courrier"],
  },
  {
    of: ["valbrune", "haute-brenelle"],
    subject: "Trottoir dangereux {rue}",
    told: "Je suis tombée en {mois} {rue} : une dalle est descellée depuis des mois. J’ai eu le poignet cassé. J’ai écrit trois fois, personne n’est venu et l’assurance me renvoie vers la mairie.",
    wished: "La réparation du trottoir et la prise en charge de mes frais.",
    service: "Service de la voirie",
    asked: "Avez-vous une photo de l’endroit et le certificat du médecin ?",
    answered: "Voici la photo prise le lendemain. Le certificat arrive par courrier.",
    yes: "La dalle a été reprise. Le sinistre est transmis à notre assureur, qui accepte de l’examiner.",
    no: "Le constat de nos agents ne relève pas de défaut à cette adresse à la date indiquée.",
    papers: ["trottoir", "courrier"],
  },
  {
    of: ["valbrune"],
    subject: "Haie communale qui déborde sur mon terrain",
    told: "La haie de la ville, derrière ma maison {rue}, dépasse de plus d’un mètre. Les services ont promis de passer en {mois}. Rien n’a été fait et ma voiture est rayée.",
    wished: "Que la haie soit taillée et qu’un passage régulier soit prévu.",
    service: "Service des espaces verts",
    asked: "Une photo prise depuis votre terrain m’aiderait, avec la largeur approximative.",
    answered: "Photo jointe. Cela dépasse d’environ 1,20 m à hauteur du garage.",
    yes: "La taille a été faite cette semaine et la parcelle est ajoutée à la tournée de printemps et d’automne.",
    no: "La haie se trouve sur une parcelle privée, le cadastre est joint.",
    papers: ["haie"],
  },
  {
    of: ["valbrune"],
    subject: "Subvention annulée sans explication",
    told: "La subvention de {montant} € votée pour notre association a été annulée. Nous l’avons appris par téléphone. Nous avons déjà engagé la dépense pour la fête du quartier.",
    wished: "Le versement prévu, ou au moins une décision écrite et motivée.",
    service: "Direction de la vie associative",
    asked: "Pouvez-vous m’envoyer la délibération ou le courrier qui annonçait la subvention ?",
    answered: "Voici le courrier de l’adjoint et notre budget.",
    yes: "Le versement aura lieu ce mois-ci : le dossier avait été classé par erreur comme incomplet.",
    no: "Le bilan de l’an dernier n’a pas été remis malgré deux rappels. La convention prévoit alors l’annulation.",
    papers: ["courrier", "decision"],
  },
  {
    of: ["valbrune"],
    subject: "Permis refusé pour une véranda",
    told: "Mon permis pour une véranda de {nombre} m² a été refusé au motif de l’aspect extérieur. Trois voisins {rue} ont la même. On ne m’a pas dit ce qu’il fallait changer.",
    wished: "Un rendez-vous avec l’instructeur pour savoir ce qui serait accepté.",
    service: "Service de l’urbanisme",
    asked: "Pouvez-vous m’envoyer l’arrêté de refus et les plans déposés ?",
    answered: "Je joins l’arrêté. Les plans sont ceux du premier envoi.",
    yes: "Un rendez-vous est fixé. Avec un toit en pente et des montants plus foncés, le projet serait acceptable.",
    no: "Le secteur est protégé, l’avis défavorable lie la commune. Les permis des voisins sont antérieurs au classement.",
    papers: ["decision"],
  },
  {
    of: ["valbrune"],
    subject: "Inscription scolaire refusée, école des Platanes",
    told: "L’inscription de ma fille à l’école des Platanes a été refusée alors que son frère y est déjà. L’école proposée est à {nombre} kilomètres et je n’ai pas de voiture.",
    wished: "Que les deux enfants soient dans la même école.",
    service: "Service scolaire",
    asked: "Avez-vous la réponse écrite de la commission de dérogation ?",
    answered: "Oui, je la joins. Elle tient en une ligne.",
    yes: "La dérogation est accordée au titre du rapprochement de la fratrie.",
    no: "La classe est complète. L’inscription sera réexaminée en priorité si une place se libère.",
    papers: ["decision"],
  },
  {
    of: ["valbrune"],
    subject: "Bruit des livraisons avant six heures",
    told: "Les livraisons du marché couvert commencent à cinq heures sous nos fenêtres, place Haute. L’arrêté dit sept heures. La police municipale répond qu’elle ne peut rien faire.",
    wished: "Le respect de l’arrêté.",
    service: "Police municipale",
    asked: "Avez-vous noté quelques dates et heures ? Un relevé sur une semaine suffit.",
    answered: "Voici notre relevé sur deux semaines, signé par onze voisins.",
    yes: "Les livreurs ont été réunis. Des contrôles ont lieu chaque semaine depuis.",
    no: "Le marché relève d’une dérogation accordée jusqu’à la fin des travaux, en juin.",
    papers: ["courrier", "attestation"],
  },
  {
    of: ["valbrune"],
    subject: "Concession de famille attribuée à un tiers",
    told: "En voulant fleurir la tombe de mes grands-parents, j’ai découvert un autre nom. La concession a été reprise en {mois} sans que personne ne soit prévenu.",
    wished: "Savoir ce qu’il est advenu des restes et obtenir une réparation.",
    service: "Service des cimetières",
    asked: "Avez-vous l’acte de concession, ou le nom sous lequel il a été établi ?",
    answered: "L’acte est au nom de mon grand-père. Je joins la copie que nous avions gardée.",
    yes: "La procédure n’a pas respecté l’affichage. Une place est offerte et les restes y seront transférés à nos frais.",
    no: "La reprise a suivi la procédure, avec affichage pendant trois ans. Les restes reposent à l’ossuaire.",
    papers: ["attestation"],
  },
  {
    of: ["trois-rives"],
    subject: "Taxe d’enlèvement des déchets facturée deux fois",
    told: "Je paie la redevance des déchets par ma copropriété et j’ai reçu une seconde facture de {montant} € à mon nom. Au téléphone, on me dit de payer puis de réclamer.",
    wished: "L’annulation de la seconde facture.",
    service: "Service de gestion des déchets",
    asked: "Pouvez-vous m’envoyer les deux factures et le décompte de la copropriété ?",
    answered: "Les trois documents sont joints.",
    yes: "Le logement était compté deux fois dans notre fichier. La facture est annulée.",
    no: "La première facture concerne les parties communes, la seconde le logement.",
    papers: ["facture", "relance"],
  },
  {
    of: ["trois-rives"],
    subject: "Amende dans le bus avec un abonnement valable",
    told: "Le contrôleur m’a mis {montant} € d’amende alors que mon abonnement était payé. La carte ne se lisait plus. J’ai envoyé la preuve, on me répond que le délai est passé.",
    wished: "L’annulation de l’amende et une nouvelle carte.",
    service: "Service des transports",
    asked: "Pouvez-vous m’adresser le procès-verbal et la preuve du paiement de l’abonnement ?",
    answered: "Voici les deux. La carte a été changée le lendemain au guichet.",
    yes: "Le dossier est classé, la carte était bien défectueuse.",
    no: "L’abonnement avait été suspendu pour impayé à la date du contrôle.",
    papers: ["courrier", "attestation"],
  },
  {
    of: ["trois-rives"],
    subject: "Bac à ordures jamais remplacé depuis {mois}",
    told: "Mon bac a été volé. Je l’ai signalé {nombre} fois. On me demande de déposer plainte, puis on me dit que ce n’est plus nécessaire, puis que le stock est vide.",
    wished: "Un bac.",
    service: "Service de gestion des déchets",
    asked: "Avez-vous les numéros des signalements ?",
    answered: "Oui : ils sont sur les messages joints.",
    yes: "Un bac est livré cette semaine. Nous présentons nos excuses.",
    no: "L’adresse relève d’un point d’apport collectif depuis janvier.",
    papers: ["courrier"],
  },
  {
    of: ["trois-rives"],
    subject: "Piscine : abonnement annuel non remboursé",
    told: "La piscine a fermé {nombre} semaines pour travaux. J’avais payé {montant} € pour l’année. On m’offre deux entrées.",
    wished: "Un remboursement au prorata de la fermeture.",
    service: "Direction des sports",
    asked: "Pouvez-vous m’envoyer le reçu de l’abonnement ?",
    answered: "Reçu joint, avec l’affiche qui annonçait la fermeture.",
    yes: "Les abonnés seront remboursés au prorata, une délibération est prise en ce sens.",
    no: "Le règlement prévoit la prolongation, pas le remboursement : l’abonnement court deux mois de plus.",
    papers: ["facture"],
  },
  {
    of: ["trois-rives"],
    subject: "Raccordement au tout-à-l’égout refusé",
    told: "On me met en demeure de me raccorder, puis on refuse mon raccordement parce que le collecteur est trop haut. Je paie la redevance doublée depuis {mois}.",
    wished: "Une solution technique, et la fin du doublement.",
    service: "Service de l’assainissement",
    asked: "Avez-vous la mise en demeure et le refus ?",
    answered: "Les deux lettres sont jointes. Elles sont datées de la même semaine.",
    yes: "Le doublement est suspendu. Une pompe de relevage est possible et aidée.",
    no: "Le contrôle montre que le raccordement est possible à vos frais.",
    papers: ["decision", "facture"],
  },
  {
    of: ["haute-brenelle"],
    subject: "Trop-perçu de RSA de {montant} €",
    told: "Le département me demande de rembourser {montant} € de RSA. J’avais déclaré mon travail saisonnier chaque mois. On retient maintenant une somme sur mes aides, il me reste trop peu pour vivre.",
    wished: "Comprendre le calcul, et un échelonnement si je dois vraiment cette somme.",
    service: "Direction de l’insertion",
    asked: "Pouvez-vous m’envoyer la lettre qui réclame la somme et vos déclarations des mois concernés ?",
    answered: "Voici la lettre. J’ai retrouvé quatre déclarations sur six.",
    yes: "Deux mois avaient été comptés deux fois. La dette est ramenée de moitié et échelonnée.",
    no: "Le calcul est confirmé. Un échelonnement sur vingt-quatre mois est accordé.",
    papers: ["decision", "attestation", "relance"],
  },
  {
    of: ["haute-brenelle"],
    subject: "Allocation d’autonomie réduite sans visite",
    told: "Le plan d’aide de ma mère, 84 ans, est passé de {nombre} heures à six. Personne n’est venu. Elle ne peut pas se lever seule le matin.",
    wished: "Une nouvelle évaluation à domicile.",
    service: "Direction de l’autonomie",
    asked: "Avez-vous la notification et le nom de l’équipe qui suit votre mère ?",
    answered: "La notification est jointe. Le nom n’y figure pas.",
    yes: "Une visite est programmée sous quinze jours et l’ancien plan est maintenu d’ici là.",
    no: "La visite a bien eu lieu, le compte rendu est joint. Un recours reste possible.",
    papers: ["decision", "attestation"],
  },
  {
    of: ["haute-brenelle"],
    subject: "Carte mobilité inclusion refusée",
    told: "Ma carte de stationnement n’a pas été renouvelée alors que mon état s’est aggravé. Le refus parle d’un certificat manquant que j’ai envoyé en {mois}.",
    wished: "Que le certificat soit retrouvé et la décision revue.",
    service: "Maison départementale de l’autonomie",
    asked: "Avez-vous la preuve d’envoi du certificat ?",
    answered: "Voici l’avis de réception du recommandé.",
    yes: "Le certificat avait été rangé dans un autre dossier. La carte est fabriquée.",
    no: "Le certificat date de plus d’un an, il en faut un nouveau.",
    papers: ["decision", "recommande"],
  },
  {
    of: ["haute-brenelle"],
    subject: "Dégâts sur mon mur après le chantier de la RD 41",
    told: "Le chantier de la route départementale a fissuré le mur de ma grange. Le conducteur de travaux l’a reconnu sur place. Depuis, chacun renvoie vers l’autre.",
    wished: "La prise en charge du devis de {montant} €.",
    service: "Direction des routes",
    asked: "Avez-vous un devis et des photos d’avant le chantier ?",
    answered: "Le devis est joint, et une photo du mur l’année d’avant.",
    yes: "L’entreprise prend le devis en charge.",
    no: "L’expert conclut à des fissures antérieures.",
    papers: ["facture", "trottoir"],
  },
  {
    of: ["haute-brenelle"],
    subject: "Transport scolaire supprimé pour un arrêt",
    told: "L’arrêt de notre hameau a été supprimé à la rentrée. Ma fille de 11 ans doit marcher {nombre} fois par semaine le long de la départementale.",
    wished: "Le rétablissement de l’arrêt, ou une navette.",
    service: "Direction des mobilités",
    asked: "Combien d’enfants sont concernés, et à quels horaires ?",
    answered: "Quatre familles, six enfants. Les horaires sont dans le courrier joint.",
    yes: "Une navette est mise en place après les vacances.",
    no: "Moins de trois inscriptions avaient été reçues à la date limite. L’arrêt sera réétudié.",
    papers: ["courrier"],
  },
];

export const months = [
  "janvier",
  "février",
  "mars",
  "avril",
  "mai",
  "juin",
  "juillet",
  "août",
  "septembre",
  "octobre",
  "novembre",
  "décembre",
];
