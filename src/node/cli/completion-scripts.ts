import type { Shell } from './shell.js';

/** What a shell runs to complete `stowage`: it hands the line up to the cursor on, and takes a reply a line, `:files` for files. */
export const SCRIPTS: Readonly<Record<Shell, string>> = {
  bash: `_stowage() {
  local line
  COMPREPLY=()
  while IFS= read -r line; do
    if [[ $line == :files ]]; then compopt -o default 2>/dev/null; return; fi
    COMPREPLY+=("$line")
  done < <(stowage __complete bash "\${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
  compopt -o nospace -o nosort 2>/dev/null
}
complete -F _stowage stowage
`,
  zsh: `#compdef stowage
_stowage() {
  local line
  local -a texts shown
  while IFS= read -r line; do
    if [[ $line == :files ]]; then _files; return; fi
    texts+=("\${line%%$'\\t'*}")
    shown+=("\${line/$'\\t'/  }")
  done < <(stowage __complete zsh "$LBUFFER" 2>/dev/null)
  (( $#texts )) && compadd -Q -U -V stowage -S '' -l -d shown -- "\${texts[@]}"
}
compdef _stowage stowage
`,
  fish: `function __stowage_complete
    set -l replies (stowage __complete fish (commandline -cp) 2>/dev/null)
    if test "$replies[1]" = :files
        __fish_complete_path (commandline -ct)
    else
        printf '%s\\n' $replies
    end
end
complete -c stowage -f -k -a '(__stowage_complete)'
`,
};
