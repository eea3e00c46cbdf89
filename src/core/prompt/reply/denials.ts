import type { Doubt } from '../../edits/doubt';

/**
 * Words with which a text takes back what it is about: a finding itself, code or words behind it, or the reason of a verdict.
 * A finding can be about wrong alarms, or what callers ignore, so these are no single words. Each pattern takes time in
 * proportion to the text.
 */

const bug = '(?:bug|issue|problem|defect|vulnerability|finding|concern)s?';
const itself = '(?:this|that|it|which|these|they|finding|one|above)';
const fine = `(?:all |quite |perfectly |already |actually )?
  (?:fine|correct|right|safe|ok|okay|intended|intentional|by design|harmless|valid)(?: as (?:is|written|it (?:is|stands)))?(?: here)?`;
const code = '(?:code|line|loop|function|check|logic|implementation|statement|expression|call|behaviou?r|usage)';
const alarm = 'false (?:positive|alarm)s?';
/** Where a sentence begins. */
const first = String.raw`(?:^|[.!?\n][^\S\n]*)`;
/** Where a part of a sentence does. */
const part = String.raw`(?:^|[:;,.!(\u2013\u2014-]\s*)`;
const end = String.raw`\s*(?:[.!]\s*)?$`;

/** A pattern that may be written on several lines. */
function pattern(source: string): RegExp {
  return new RegExp(source.replace(/\s*\n\s*/g, ''), 'i');
}

const denials = [
  String.raw`\b(?:on (?:reflection|second thoughts?|closer (?:look|inspection))|scratch that|never ?mind(?=\s*(?:[.,;:!)]|$|(?:this|that|it)\b))|(?:take|taking) (?:it|this|that) back)\b`,
  String.raw`${part}(?:strike|scratch) (?:that|this)\s*(?:$|[.,;:!)\u2013\u2014-])`,
  String.raw`${part}(?:(?:a |likely |probable |known )*${alarm})\s*(?:$|[.:;,!)\u2013\u2014-])`,
  String.raw`\b${itself} (?:is|are|was|were|seems to be|may be) (?:\w+ ){0,2}(?:${alarm}|non-?issues?)\b`,
  String.raw`\b${itself}(?: is| are| was|['’]s) (?:(?:actually|really|in fact|indeed) )?(?:not|no|none)(?: (?:actually|really))?
    (?: an?| of (?:these|them))?(?: (?:real|actual|valid|genuine))* ${bug}\b(?! (?:of|in|for|when|if|that)\b)`,
  String.raw`\b(?:this|that|it|these)(?: isn['’]t| aren['’]t| wasn['’]t)(?: (?:actually|really))?(?: an?)?(?: (?:real|actual|valid))* (?:bug|issue|problem|defect|finding)s?\b`,
  String.raw`\bnone of (?:these|them|those|the (?:above|findings)) (?:is|are) (?:an? )?(?:actual(?:ly)? |really? |true |valid )*(?:${bug}|applicable|exploitable|reachable|real|valid|true)\b`,
  String.raw`\bfinding (?:does|do)(?: not|n['’]t) (?:apply|hold|exist)\b|\b(?:do|should)(?: not|n['’]t) (?:be )?report(?:ed)?(?: (?:it|this))?\s*(?:[.!]|$)`,
  String.raw`\bplease (?:drop|remove|skip|delete) (?:it|this|that|the finding)\b|${part}reported (?:in error|by mistake)\b`,
  String.raw`^\W*already handled by \w[^\n]{0,60}$|${first}nothing to (?:fix|report)(?: here)?${end}`,
  String.raw`(?:[\u2013\u2014:(\[]|\s-)\s*(?:not an? (?:issue|bug|problem)|withdrawn|retracted|no (?:issue|bug|problem)|false positive)[)\]]?\s*$`,
  String.raw`(?:^|[.:;,!\u2013\u2014]\s*|\b(?:please|so|I|we) )(?:ignore|disregard|retract|withdraw|dismiss)(?:ed)? (?:it|this|that|them|these|the (?:above|finding))\b`,
  String.raw`(?:^|[.;,!?\u2013\u2014]\s*|\bplease )(?:ignore|disregard|skip|dismiss)${end}`,
  String.raw`(?:^|[.:;,!(]\s*|\bplease )do(?: not|n['’]t) apply(?: (?:it|this|the (?:edit|fix|change|patch)))?\s*(?:[.!)]|$)`,
  String.raw`\b(?:finding|issue|warning|report|this) (?:can|should|must|may) be (?:safely )?(?:ignored|dismissed|disregarded)\b`,
  String.raw`\bfinding (?:can|should|must|may|needs to|has to) be (?:safely )?(?:removed|dropped|deleted|discarded|withdrawn|retracted|rejected|closed)\b`,
  String.raw`\b(?:finding|I|this)(?: is| was| has been)?(?: hereby| therefore)? (?:retract(?:ed)?|withdr[ae]w|withdrawn)\b`,
  String.raw`^\W*(?:retracted|withdrawn)\s*(?:$|[.:;,!)\]\u2013\u2014-]|(?:as|because|by|since)\b)`,
  String.raw`^\W*(?:disregard|retract|dismissed|cancell?ed)\s*[:.!;\u2013\u2014-]`,
  String.raw`^\W*(?:fp|wontfix|won['’]t fix|moot)\W*$`,
  String.raw`${first}not an? (?:(?:real|actual) )?(?:bug|issue|problem|defect)\b`,
  String.raw`^\W*not an? (?:(?:real|actual) )?(?:bug|issue|problem|defect)\b`,
  String.raw`^\W*no (?:real |actual |other )?(?:issues?|problems?|bugs?|findings?|defects?)(?: (?:was|were))?(?: (?:found|detected|here|after all))?
    (?: (?:in|with) \w[^\n]{0,100}|\W*)$`,
  String.raw`\b(?:zero|0) (?:real |actual |valid )*(?:bugs|issues|problems|findings|defects)\b`,
  String.raw`(?:${first}|\b(?:so|thus|hence|therefore),?\s)there(?: is|['’]s| are) no (?:real |actual )?${bug}(?: (?:here|after all|in (?:this|the) (?:code|line|function|file)))?\W*$`,
  String.raw`${first}there(?: is|['’]s| are) no (?:real |actual )?${bug} (?:here|after all)\b(?!,? (?:until|unless|as long|if|when|yet|but))`,
  String.raw`${first}(?:actually|wait|hmm|oops|correction|no),?\s[^.!?\n]{0,80}\b(?:is|are|looks?|seems?) (?:all |quite |perfectly )?(?:fine|correct|right|safe|ok|okay|intended|harmless)\b`,
  String.raw`^\W*(?:this|that|it|this ${code}) (?:is|looks|seems) ${fine}\s*(?:[.!]|$)`,
  `${first}(?:this|that|it|(?:this|the) ${code}) (?:is|looks|seems) ${fine}${end}`,
  String.raw`^\W*[\w.()]{1,60} is (?:ok|okay|fine|correct|safe)\W*$`,
  String.raw`\bI (?:was|am) (?:wrong|mistaken|incorrect)\b|\bI (?:misread|misunderstood|misjudged)\b|\bmy mistake\b`,
  String.raw`\bno (?:changes?|fix(?:es)?|edits?|action|corrections?) (?:is |are )?(?:needed|required|necessary)(?: here)?${end}`,
  String.raw`\bso nothing (?:can|could|will|would)(?: actually)? go wrong\b`,
  // German, French, Spanish, Portuguese and Italian.
  `${part}(?:(?:(?:das|dies|es|hier) (?:ist|sind|war) (?:also |doch |gar )?)?keine? (?:echter? )?(?:fehler|bug|problem)|fehlalarm|falsch positiv|bitte ignorieren|nicht anwenden|faux positif|fausse alerte|(?:ce n['’]est )?pas un (?:bug|probl[eè]me|d[eé]faut)
    |falsos? positivos?|falsa alarma|no es un (?:error|problema|bug)|n[aã]o [eé] um (?:erro|problema|bug)|alarme falso|falso allarme|non [eè] un (?:errore|problema|bug))(?![a-zà-ÿ])`,
].map(pattern);

/** The same in scripts whose words have no marks between them. */
const otherDenials =
  /误报|誤報|误判|请忽略|請忽略|不是(?:一个|一個)?(?:问题|問題|错误|錯誤|缺陷|bug)|无需修改|誤検知|誤検出|無視してください|問題ありません|バグではありません|오탐|무시하세요|문제 ?없|ложное срабатывание|не (?:является )?ошибк|игнорируйте/i;

/** All of a text is struck out: in Markdown, or by a tag of HTML. */
const struckOut = /^\s*(?:~~(?:(?!~~)[\s\S])*~~|<(s|del|strike)>(?:(?!<\/\1>)[\s\S])*<\/\1>)[\s.]*$/i;

/** More words than a finding has. In UTF-16 code units. */
const longestText = 20_000;

/** Says of a finding, or of its change, that something is wrong with it; or it may be the code that is meant. */
const change = '(?:edits?|fix(?:es)?|changes?|patch(?:es)?|suggestions?|replacements?|new code)';
const hints = [
  String.raw`\b${change}\b[^.\n]{0,60}\b(?:(?:is|are|may be) (?:\w+ )?(?:wrong|incorrect|incomplete|untested|invalid|unsafe|worse)|(?:w|c)ould (?:break|crash|fail|introduce|make)|(?:will|may) (?:break|crash|fail)|breaks?|(?:not|n['’]t) (?:be |to be |yet )?(?:appl(?:y|ied)|compile|work|use|tested|stand)|placeholders?|sketch|illustrative|only an? example)\b`,
  String.raw`\b(?:this|the) (?:finding|analysis|report|premise|entry) (?:is|was|seems) (?:\w+ )?(?:invalid|wrong|false|incorrect|a mistake|mistaken|unnecessary|moot|void|obsolete)\b`,
  String.raw`\b(?:finding|entry|item|report)\b[^.\n]{0,30}\b(?:dropped|removed|void|ignored|moot|superseded)\b|\b(?:reject|remove|drop|skip|scrap|ignore) (?:this|the) (?:finding|entry|item|one|report)\b`,
  String.raw`\b(?:verdict|is_?problem|status)["']?\s*[:=]\s*["']?(?:refuted|false|rejected|invalid|no|not)\b`,
  String.raw`${part}(?:leave|keep) (?:it |this |that |the code )?as (?:it )?is\b|\bdo(?: not|n['’]t) (?:change|touch|edit|use|apply|merge|fix) (?:this|it|that|as is|the ${change})\b`,
  String.raw`\b(?:works?|behaves?|is) as (?:designed|intended|expected)\b|\bby design\b|\bnothing is wrong\b|\bpremise\b|\bit turns out\b|\breported for completeness\b`,
  String.raw`\b(?:(?:so|therefore|hence|thus),? no|not|non|never)[ -](?:(?:actually|really|an?|real|true) )*(?:bug|issue|problem|defect)\b|\(FP\)|\bnot really\b|\bspeculative\b`,
  String.raw`(?<!\b(?:nothing|neither|none|what|which|that) )\b(?:is|was|are|were|looks?|seems?) (?:(?:actually|in fact|perfectly|all|quite|already|indeed) )?(?:fine|okay|ok|correct|right|harmless|intended|intentional)\b(?!,? (?:if|when|only|for|in|side|hand|but|yet|while|although)\b)`,
  String.raw`\balready (?:fixed|handled|corrected|resolved)\b|\b(?:I|we|hereby|am|now) (?:retract|withdraw)\w*|(?:^|[.!?]\s)(?:retract|withdraw|supersed)\w*|\bscrap (?:this|that|it)\b|\bpseudo-?code\b|\bexample only\b|\bnot sure\b`,
  String.raw`\bI (?:would|['’]d|must|should|will)? ?(?:advise|not|leave|believe that this is wrong|take)\b|\badvise against\b|\bregressions?\b|\bbreak(?:s|ing)? (?:the |its |all )?(?:build|callers?|tests?|api)\b|\btests? (?:to )?fail\b`,
  String.raw`\b(?:correct|right|fine) (?:behaviou?r|as (?:is|written))\b|${part}(?:(?:sorry|apologies)\b|(?:correction|update|wrong)\s*[:.!])`,
].map(pattern);

/** Behind a denial, what may restrict it: "Not a bug today, but it becomes one." */
const turns =
  /\b(?:but|however|yet|though|although|except|unless|until|when|if|while|may|might|could|would|still|only|becomes?)\b/i;

/** Whether a text takes back what it is about: `unsure` where it goes on to restrict that. */
export function denial(words: string): Doubt {
  const said = words.slice(0, longestText).trim();
  if (struckOut.test(said) || otherDenials.test(said)) {
    return 'refused';
  }
  const behind = denials.flatMap((pattern) => {
    const found = pattern.exec(said);
    return found ? [said.slice(found.index + found[0].length)] : [];
  });
  if (behind.length === 0) {
    return hints.some((hint) => hint.test(said)) ? 'unsure' : 'none';
  }
  return behind.every((rest) => turns.test(rest)) ? 'unsure' : 'refused';
}

/** What stands for a value that somebody is to fill in. */
const toFillIn = /\bYOUR_[A-Z]|\[REDACTED\]|<(?:your|insert)\b|\byour[ _](?:value|code|key|logic)\b/i;

/** Whether new lines say of themselves that they are not to be used as they are, in a comment or by what stands for a value. */
export function isSaidUnfit(oldText: string, newText: string): boolean {
  const known = new Set(oldText.split('\n'));
  const added = newText.split('\n').filter((line) => !known.has(line));
  return added.some((line) => commentDenies(line) || (toFillIn.test(line) && !toFillIn.test(oldText)));
}

/** What a comment begins with, in whatever language. */
const commentMark = /\/\/|\/\*|#|--|<!--|(?<=^\s*)[*%;]/;

/** Whether a line of code, or the comment in it, takes back what stands before it. All other words are those of the code. */
export function codeDenies(code: string): boolean {
  return code.split('\n').some((line) => denial(line.slice(0, longestLine)) !== 'none' || commentDenies(line));
}

function commentDenies(line: string): boolean {
  const [, ...behind] = line.slice(0, longestLine).split(commentMark);
  return denial(behind.join(' ').replace(/\*\/|-->/g, '')) !== 'none';
}

/** Lines of code are no longer, in UTF-16 code units. */
const longestLine = 1_000;
