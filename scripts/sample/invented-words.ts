import type { Random } from './random.ts';

// Without s, h, c and a final e few combinations are words of a language that we know.
const consonants = 'bdfgjklmnprtvwyz'.split('');
const vowels = 'aeiou'.split('');
const finalVowels = 'aiou'.split('');

/** Pieces that occur in rude, harmful or well-known words; a word with one of them is drawn again. */
const unwantedPieces = wordList(
  `abo anal arab bom bone boob bub ded die dag dik dil dop dru ebol fag fak fuk gay gaz gen gon gor goy gun gyp jap jem jew jiz
   kaf kak kar kik kil kok lez lob lol mur nag nap naz neg nig nud nuk obam pak pal ped pen pip pop pot pub puk pup put
   rab rap rik rob tit tob tok tox tum tun vag ven vir vom wan war wog wop yid yog zik zuna`,
);

/** Words of English and of other languages that the rules above let through. */
const knownWords = new Set(
  wordList(
    `banana bagaji banzai botani bandana bikini camera delete dilute divide domino dynamo figure future genome gorilla kabuki kimono
     ladera levadura levura martini nature pinata pinati remove resume rutabaga safari sonata tomato totali volume vanilla yamaha zigoma
     baby balu bara bari bela beta biro body boli bolo buda buna bura data deja demo dodo doja domo duly dura duty
     fila fiji gala gama goji guka guru jama java jobi joga judo juju kali kela kilo kiva kiwi kobo lady lama lava
     lazy lima limo lira logo luna lulu mako mali mama manu maya mega memo meno mesa meta mini mira moda mofo mojo
     mono navy nera nero nima nina nori nova omega polo pony puma puri redo reki relu riga rita roti ruby ruma taro
     tiki tofu toga togo tutu veda vega veto veti vida vino vita vivo wadi wali weta yaga yeti yoga yoyo yuri zany
     geko piga topi bali baku dana rezo toro lipa tepa raku kuti kago fuji roma noni kama kawa tora mani peru deno pepa rafi
     vodu gita kita nora regulo bonito fedora remora kofa nuri tito yoro moga fugu mojo bamu kara papu kuro peki
     zero zeta zori zulu jeli jiva manga mangala rego reno modo moto kudo yari waza luge dele derby jota kata koto limbo`,
  ),
);

/**
 * Draws `count` different words of `syllableCount` consonant-vowel syllables each, no syllable twice in a word.
 * `taken` holds words that must not come up; the new words are added to it.
 */
export function inventWords(
  random: Random,
  options: { readonly count: number; readonly syllableCount: number; readonly taken: Set<string> },
): string[] {
  const invented: string[] = [];
  while (invented.length < options.count) {
    const word = inventWord(random, options.syllableCount);
    if (word === undefined || options.taken.has(word)) continue;
    options.taken.add(word);
    invented.push(word);
  }
  return invented;
}

function inventWord(random: Random, syllableCount: number): string | undefined {
  const syllables: string[] = [];
  for (let index = 0; index < syllableCount; index += 1) {
    const isLast = index === syllableCount - 1;
    syllables.push(random.pick(consonants) + random.pick(isLast ? finalVowels : vowels));
  }
  const word = syllables.join('');
  const isRepetitive = new Set(syllables).size < syllables.length;
  const isUnwanted = knownWords.has(word) || unwantedPieces.some((piece) => word.includes(piece));
  return isRepetitive || isUnwanted ? undefined : word;
}

function wordList(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}
