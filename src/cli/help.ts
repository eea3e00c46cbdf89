export const help = `folder-review: reviews every file of a folder in parallel

Usage
  folder-review review <folder> [options]
  folder-review runs                          the runs so far, newest first
  folder-review show RUN                      the results of a run ("last" is the newest)
  folder-review apply RUN [--exact] [--only ID]…  applies its safe or exact proposals, or those of these findings
  folder-review revert RUN [--only ID]…       takes applied proposals back

Options of review
  --max-parallel-files N     file reviews at once, 1 to 64 (default 4)
  --reviewers LIST           local, model or local,model
  --changed [REF]            only what differs from a git revision (default HEAD), untracked files included
  --include GLOB             only these files; may be repeated
  --exclude GLOB             not these files; may be repeated
  --endpoint KIND=URL[,id=ID][,model=NAME][,max=N][,context=TOKENS][,first-token=MINUTES]
                             a model server, KIND is ollama, openai or anthropic; may be repeated
  --profile NAME             what the model looks for: bugs, security, performance, maintainability, mentor (default
                             bugs), or a profile of the folder's folder-review.yaml
  --instructions FILE        your own words to the model
  --trust-config             use the instructions and profiles of the folder's folder-review.yaml, too
  --max-tokens N             send nothing that could bring the tokens of the review, prompts and replies, above N
  --estimate                 only print what the review would take; nothing is sent, nothing is recorded
  --apply none|safe|exact    exact applies proposals that are placed exactly and carry no flag, safe those of them that
                             no model made (default none)
  --out DIR                  where to put results.json, events.jsonl, results.sarif and report.md
  --format FORMAT            what to print: text, json, sarif or markdown (default text)
  --fail-on SEVERITY         exit with 1 from this severity on: error, warning, info or never (default error)
  --quiet                    no progress

Options of all commands
  --state-dir DIR            where records of runs are kept
  --no-cache                 accepted; there is no cache yet
  --help, --version

Keys come from the environment: FOLDER_REVIEW_API_KEY, or FOLDER_REVIEW_API_KEY_<ID> with several endpoints.
Exit codes: 0 done, 1 findings at or above --fail-on, 2 usage or configuration, 3 some files failed, 130 cancelled.
`;
