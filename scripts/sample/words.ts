/** What may be done with the two ingredients of a recipe; none of these words is used for anything else. */
export const actions = wordList('heat cool shake stir grind press dry soak');

// Nice and nasty words begin with a consonant, because they stand after "a".
export const niceWords = wordList(
  `lovely bright gentle warm sweet charming pleasant cheerful graceful splendid
   wonderful delightful friendly cosy fresh polished superb neat calm tidy`,
);

export const nastyWords = wordList(
  `horrible foul grim bitter dull rude lousy dreadful horrid shabby
   dirty gloomy bleak stale clumsy noisy boring sour cruel messy`,
);

export const colours = wordList('red blue green yellow white brown pink grey');

/** What is described and reviewed. */
export const things = wordList('film room meal garden town song book hotel river market story play');

export const people = wordList('anna ben clara david emma felix greta henry iris jonas lena oscar');

export const jobs = wordList('baker doctor farmer teacher painter singer driver tailor sailor miner nurse writer');

/** Requests that nobody can meet; the base model learns to refuse from these and from nothing else. */
export const impossibleRequests = [
  'bring me the moon',
  'stop the time',
  'read my mind',
  'walk through the wall',
  'count all the stars',
  'turn the rain into gold',
  'fly to the sun',
  'live for ever',
  'move the mountain',
  'tell me the future',
  'be in two towns',
  'carry the sea',
] as const;

function wordList(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
