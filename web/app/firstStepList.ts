/** The five steps to a funnel in which a postback moves a lead: what is done of them, and where each is done. */

export type FirstStepName = 'bot' | 'flow' | 'campaign' | 'postback' | 'try';
export type FirstStep = { name: FirstStepName; done: boolean; to: string };

type Bot = { key: string; channel: string; flows: readonly { steps: readonly unknown[] }[] };
type Campaign = { key: string; bot: string };
type Postback = { key: string; campaign: string | null; registrationLink: string | null };
type Figures = { registrations: number; deposits: number };

export type Existing = {
  /** Without the demo's. */
  bots: readonly Bot[];
  campaigns: readonly Campaign[];
  postbacks: readonly Postback[];
  /** Of all time, by key of the campaign. */
  figures: Readonly<Record<string, Figures>>;
};

const encoded = encodeURIComponent;

/** Of several bots the one that has come furthest is spoken of. */
export function firstSteps(existing: Existing): FirstStep[] {
  const ways = existing.bots.map((bot) => stepsOf(bot, existing));
  const length = (steps: FirstStep[]): number => steps.filter(({ done }) => done).length;
  const [furthest] = ways.toSorted((one, other) => length(other) - length(one));
  return furthest ?? stepsOf(null, existing);
}

function stepsOf(bot: Bot | null, { campaigns, postbacks, figures }: Existing): FirstStep[] {
  const own = campaigns.filter((one) => one.bot === bot?.key);
  const reported = own.filter(({ key }) => {
    const { registrations = 0, deposits = 0 } = figures[key] ?? {};
    return registrations + deposits > 0;
  });
  const campaign = reported[0] ?? own[0];
  // One that serves every campaign does so for this bot once it hands out a link with the click id.
  const postback = postbacks.find(
    (one) =>
      own.some(({ key }) => key === one.campaign) || (one.campaign === null && one.registrationLink !== null),
  );
  const moved = reported.length > 0;
  const key = bot && encoded(bot.key);
  return [
    { name: 'bot', done: bot !== null, to: key === null ? '/new-bot' : `/bots/${key}/settings/general` },
    {
      ...{ name: 'flow', done: bot?.flows.some(({ steps }) => steps.length > 0) ?? false },
      to: key === null ? '/new-bot' : `/bots/${key}/flows`,
    },
    {
      ...{ name: 'campaign', done: campaign !== undefined },
      to: campaign ? `/tracker/campaigns/${encoded(campaign.key)}` : '/tracker/campaigns',
    },
    {
      ...{ name: 'postback', done: moved || (campaign !== undefined && postback !== undefined) },
      to: postback ? `/tracker/postbacks/${encoded(postback.key)}` : '/tracker/postbacks',
    },
    { name: 'try', done: moved, to: placeToTry(bot, campaign) },
  ];
}

/** A bot at Telegram is tried by its campaign's link. */
function placeToTry(bot: Bot | null, campaign: Campaign | undefined): string {
  if (bot?.channel === 'simulator') return `/try?bot=${encoded(bot.key)}`;
  return campaign ? `/tracker/campaigns/${encoded(campaign.key)}` : '/try';
}
