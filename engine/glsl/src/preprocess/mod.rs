//! The preprocessor: directives, conditions, macros. Source text in, the tokens that the parser reads out.

mod condition;
mod directive;
mod expand;

use crate::{
    CompileOptions, WebGlVersion,
    lexer::{Lexeme, Lexer},
    log::{InfoLog, Step},
    names::{Essl, Name, Names},
    token::{Token, TokenKind},
};
use std::rc::Rc;

/// More tokens than any shader has; macros can make them out of little.
const MAX_TOKENS: usize = 1 << 20;

/// What the parser gets.
#[derive(Debug)]
pub(crate) struct Preprocessed {
    pub(crate) version: Essl,
    /// Ends with [`TokenKind::End`].
    pub(crate) tokens: Vec<Token>,
    pub(crate) extensions: EnabledExtensions,
    /// `#pragma STDGL invariant(all)`, and its line.
    pub(crate) all_invariant: Option<u32>,
}

/// What `#extension` has switched on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct EnabledExtensions {
    pub(crate) derivatives: bool,
    pub(crate) frag_depth: bool,
    pub(crate) shader_texture_lod: bool,
    pub(crate) draw_buffers: bool,
    pub(crate) multi_draw: bool,
}

#[derive(Clone, Debug)]
struct Macro {
    /// Of `name(a, b)`; `None` for a plain name.
    parameters: Option<Vec<Name>>,
    body: Rc<[Token]>,
    predefined: bool,
}

/// An open `#if`.
#[derive(Clone, Copy, Debug)]
struct Condition {
    line: u32,
    /// The directive itself lies in text that is read.
    outer: bool,
    active: bool,
    /// A branch was taken.
    taken: bool,
    after_else: bool,
}

struct Preprocessor<'s, 'a> {
    lexer: Lexer<'s>,
    names: &'a mut Names<'s>,
    log: &'a mut InfoLog,
    options: &'a CompileOptions,
    /// By name.
    macros: Vec<Option<Macro>>,
    /// Macros that are being expanded, by name.
    busy: Vec<bool>,
    conditions: Vec<Condition>,
    /// Tokens that are not yet expanded.
    pending: Vec<Token>,
    /// Tokens made by macros so far.
    made: usize,
    /// Something came before: `#version` must be first.
    started: bool,
    out: Preprocessed,
}

/// Runs the preprocessor over `source`, whose lines are joined.
pub(crate) fn preprocess<'s>(
    source: &'s str,
    options: &CompileOptions,
    names: &mut Names<'s>,
    log: &mut InfoLog,
) -> Step<Preprocessed> {
    let mut preprocessor = Preprocessor {
        lexer: Lexer::new(source, if options.version == WebGlVersion::One { 256 } else { 1024 }),
        names,
        log,
        options,
        macros: Vec::new(),
        busy: Vec::new(),
        conditions: Vec::new(),
        pending: Vec::with_capacity(64),
        made: 0,
        started: false,
        out: Preprocessed {
            version: Essl::V100,
            tokens: Vec::with_capacity(source.len() / 5),
            extensions: EnabledExtensions::default(),
            all_invariant: None,
        },
    };
    preprocessor.run()?;
    Ok(preprocessor.out)
}

/// Tokens of text that is not the user's: no directives, no macros.
pub(crate) fn tokens_of<'s>(source: &'s str, names: &mut Names<'s>, log: &mut InfoLog) -> Step<Vec<Token>> {
    let mut lexer = Lexer::new(source, 1024);
    let mut tokens = Vec::new();
    loop {
        match lexer.next(names, log, false)? {
            Lexeme::Token(token) => tokens.push(token),
            Lexeme::LineEnd => {}
            Lexeme::End => break,
        }
    }
    tokens.push(Token { kind: TokenKind::End, line: 0, spaced: true, fixed: false, spelling: 0 });
    Ok(tokens)
}

impl<'s> Preprocessor<'s, '_> {
    fn run(&mut self) -> Step<()> {
        loop {
            let line = self.lexer.line();
            if self.lexer.begin_line(self.log)? {
                if !self.directive(line)? {
                    break;
                }
            } else if self.is_active() {
                if !self.text_line()? {
                    break;
                }
            } else if !self.lexer.skip_line(self.log)? {
                break;
            }
        }
        if let Some(condition) = self.conditions.last() {
            self.log.error(condition.line, "", "unexpected end of file found in conditional block");
        }
        self.start();
        self.flush()?;
        let end =
            Token { kind: TokenKind::End, line: self.lexer.line(), spaced: true, fixed: false, spelling: 0 };
        self.out.tokens.push(end);
        Ok(())
    }

    fn is_active(&self) -> bool {
        self.conditions.last().is_none_or(|condition| condition.active)
    }

    /// Reads a line of tokens; false at the end of the source.
    fn text_line(&mut self) -> Step<bool> {
        loop {
            match self.lexer.next(self.names, self.log, false)? {
                Lexeme::Token(token) => {
                    self.start();
                    if self.pending.len() + self.out.tokens.len() > MAX_TOKENS {
                        return self.log.stop(token.line, "", "too many tokens");
                    }
                    self.pending.push(token);
                }
                Lexeme::LineEnd => return Ok(true),
                Lexeme::End => return Ok(false),
            }
        }
    }

    /// The first thing that is no `#version` is here: the version is known, and with it the macros.
    fn start(&mut self) {
        if self.started {
            return;
        }
        self.started = true;
        self.predefine("GL_ES", 1);
        self.predefine("GL_FRAGMENT_PRECISION_HIGH", 1);
        self.predefine("__FILE__", 0);
        self.predefine("__VERSION__", if self.out.version == Essl::V300 { 300 } else { 100 });
        // `__LINE__` is replaced while macros are expanded; its entry makes it defined.
        self.predefine("__LINE__", 0);
        for (name, supported) in self.extensions() {
            if supported {
                self.predefine(name, 1);
            }
        }
    }

    fn predefine(&mut self, name: &'static str, value: u32) {
        let token = Token { kind: TokenKind::Int(value), line: 0, spaced: true, fixed: false, spelling: 0 };
        let name = self.names.intern(name);
        self.define(name, Macro { parameters: None, body: Rc::new([token]), predefined: true });
    }

    fn define(&mut self, name: Name, definition: Macro) {
        let at = name.0 as usize;
        if self.macros.len() <= at {
            self.macros.resize(at + 1, None);
            self.busy.resize(at + 1, false);
        }
        self.macros[at] = Some(definition);
    }

    fn find_macro(&self, name: Name) -> Option<&Macro> {
        self.macros.get(name.0 as usize)?.as_ref()
    }

    /// Extensions that the language version knows, and whether the context has them.
    fn extensions(&self) -> [(&'static str, bool); 5] {
        let enabled = &self.options.extensions;
        let old = self.out.version == Essl::V100;
        [
            ("GL_OES_standard_derivatives", old && enabled.derivatives),
            ("GL_EXT_frag_depth", old && enabled.frag_depth),
            ("GL_EXT_shader_texture_lod", old && enabled.shader_texture_lod),
            ("GL_EXT_draw_buffers", old && enabled.draw_buffers),
            ("GL_ANGLE_multi_draw", enabled.multi_draw),
        ]
    }

    /// Expands what is pending into the output.
    fn flush(&mut self) -> Step<()> {
        if self.pending.is_empty() {
            return Ok(());
        }
        let pending = std::mem::take(&mut self.pending);
        let mut out = std::mem::take(&mut self.out.tokens);
        let result = self.expand(&pending, &mut out, 0);
        self.out.tokens = out;
        self.pending = pending;
        self.pending.clear();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ShaderExtensions, ShaderLimits, lexer::join_lines};

    fn run(source: &str) -> Result<String, String> {
        run_in(source, WebGlVersion::Two)
    }

    fn run_in(source: &str, version: WebGlVersion) -> Result<String, String> {
        let options = CompileOptions {
            version,
            extensions: ShaderExtensions { derivatives: true, ..Default::default() },
            limits: ShaderLimits::default(),
        };
        let joined = join_lines(source);
        let (mut names, mut log) = (Names::new(), InfoLog::default());
        let result = preprocess(&joined, &options, &mut names, &mut log);
        match result {
            Ok(out) if !log.has_errors() => {
                let tokens = out.tokens.iter().map(|token| token.kind.text(&names));
                Ok(tokens.collect::<Vec<_>>().join(" ").trim_end().to_owned())
            }
            _ => Err(log.into_text()),
        }
    }

    #[test]
    fn macros_expand_as_in_c() {
        assert_eq!(run("#define A B\n#define B A + 1\nA").as_deref(), Ok("A + 1"));
        assert_eq!(run("#define F(x, y) x * y\nF(a, F(b, c))").as_deref(), Ok("a * b * c"));
        assert_eq!(run("#define F(x) G(x)\n#define G(x) [x]\nF(F\n(1))").as_deref(), Ok("[ [ 1 ] ]"));
        assert_eq!(run("#define P F\n#define F(x) x x\nP (2) F").as_deref(), Ok("2 2 F"));
        assert_eq!(run("#define E\n#define F(x) <x>\nF(E) F((a,b))").as_deref(), Ok("< > < ( a , b ) >"));
        assert_eq!(run("#define f(a) a*g\n#define g(a) f(a)\nf(2)(9)").as_deref(), Ok("2 * 9 * g"));
        assert_eq!(run("__LINE__\n\n__LINE__ __VERSION__ GL_ES").as_deref(), Ok("1 3 100 1"));
        assert_eq!(run("#define L __LINE__\n\nL").as_deref(), Ok("3"));
        assert_eq!(run("#define A(x) x\n#undef A\nA(1)").as_deref(), Ok("A ( 1 )"));
    }

    #[test]
    fn conditions_choose_lines() {
        let source = "#if 0\n a\n#elif defined(GL_ES) && (2 + 3 * 2 == 8)\n b\n#else\n c\n#endif";
        assert_eq!(run(source).as_deref(), Ok("b"));
        assert_eq!(
            run("#ifdef X\n#if nonsense ((\n#endif\n#error no\n#else\nok\n#endif").as_deref(),
            Ok("ok")
        );
        assert_eq!(run("#define X 2\n#if X > 1 || UNDEFINED\ny\n#endif").as_deref(), Ok("y"));
        assert_eq!(run("#if defined X && X(3)\ny\n#endif\nz").as_deref(), Ok("z"));
        assert_eq!(run("#if -1 < 0 && ~0 == -1 && 1 << 3 == 8\ny\n#endif").as_deref(), Ok("y"));
    }

    #[test]
    fn errors_have_their_lines() {
        let error = |source: &str| run(source).expect_err("an error");
        assert!(error("\n#if UNDEFINED\n#endif").starts_with("ERROR: 0:2: 'UNDEFINED' : unexpected token"));
        assert!(error("#if 1\nx").contains("end of file found in conditional block"));
        assert!(error("#else").contains("unexpected #else found without a matching #if"));
        assert!(
            error("#if 1\n#else\n#else\n#endif").contains("0:3: '#else'")
                || error("#if 1\n#else\n#else\n#endif").contains("0:3:")
        );
        assert!(error("a\n#error stop here").contains("ERROR: 0:2: '#error' : stop here"));
        assert!(error("#define GL_X 1").contains("'GL_X' : macro name is reserved"));
        assert!(error("#define A 1\n#define A 2").contains("0:2: 'A' : macro redefined"));
        assert!(error("#define F(x) x\nF(1").contains("unterminated macro invocation"));
        assert!(error("#define F(x) x\nF(1,2)").contains("Too many arguments for macro"));
        assert!(error("#extension GL_no : require").contains("'GL_no' : extension is not supported"));
        assert!(error("x\n#version 300 es").contains("#version directive must occur"));
        assert!(error("\n#version 300 es\n").contains("first line"));
        assert!(error("#if 1/0\n#endif").contains("division by zero"));
        assert!(error("#nonsense").contains("'nonsense' : invalid directive name"));
        assert!(run_in("#version 300 es", WebGlVersion::One).is_err());
    }

    #[test]
    fn names_have_a_greatest_length() {
        let name = "n".repeat(300);
        assert!(
            run_in(&format!("#define {name} 1"), WebGlVersion::One)
                .expect_err("256")
                .contains("token too long")
        );
        assert!(run(&format!("#define {name} 1")).is_ok());
        assert!(run(&"n".repeat(1025)).is_err());
    }

    #[test]
    fn expansion_is_bounded() {
        let mut source = String::from("#define A0 x x x x x x x x\n");
        for n in 1..20 {
            source += &format!("#define A{n} A{m} A{m} A{m} A{m} A{m} A{m} A{m} A{m}\n", m = n - 1);
        }
        assert!(run(&format!("{source}A19")).is_err());
        let deep = format!("#define F(x) x\n{}1{}", "F(".repeat(5000), ")".repeat(5000));
        assert!(run(&deep).is_err());
        let parens = format!("#if {}1{}\n#endif", "(".repeat(5000), ")".repeat(5000));
        assert!(run(&parens).is_err());
        let signs = format!("#if {}1\n#endif", "!".repeat(50000));
        assert!(run(&signs).is_err());
    }
}
