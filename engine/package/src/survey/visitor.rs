//! What is kept of a script while its tree is walked; [`walk`] is the walk.

mod walk;

use super::{
    ApiUse, BrowserUse, LONGEST_NAME_BYTES, LONGEST_SHADER_BYTES, Literal, Requirement, Survey, UseKind,
    chain, looks_like_shader,
};
use crate::transform::parse::{Parsed, offsets};
use swc_common::{SourceFile, Span, Spanned, SyntaxContext};
use swc_ecma_ast::{
    BinExpr, BinaryOp, Expr, ExprOrSpread, MemberExpr, MemberProp, ObjectPat, ObjectPatProp, PropName,
};
use swc_ecma_visit::VisitWith;

/// Names under which the global object is known.
const GLOBAL_OBJECTS: [&str; 4] = ["GameGlobal", "globalThis", "global", "window"];

/// What scripts for browsers take for granted.
const BROWSER: [&str; 2] = ["window", "document"];

pub(super) struct Visitor<'a> {
    file: &'a SourceFile,
    /// The context of names that no scope declares.
    undeclared: SyntaxContext,
    /// Bytes before the parsed text.
    mark: usize,
    /// Functions and conditions around the current place.
    depth: usize,
    /// The conditions among them.
    conditions: usize,
    /// The next function is called where it stands.
    called_here: bool,
    pub(super) survey: Survey,
}

impl<'a> Visitor<'a> {
    pub(super) fn new(parsed: &'a Parsed, mark: usize) -> Visitor<'a> {
        Visitor {
            file: &parsed.file,
            undeclared: SyntaxContext::empty().apply_mark(parsed.unresolved),
            mark,
            depth: 0,
            conditions: 0,
            called_here: false,
            survey: Survey::default(),
        }
    }

    fn at(&self, span: Span) -> usize {
        offsets(self.file, span).start + self.mark
    }

    fn literal(&mut self, text: String, span: Span, is_source: bool, is_whole: bool) {
        let short = text.len() <= LONGEST_NAME_BYTES && !text.is_empty();
        if short || (is_whole && text.len() <= LONGEST_SHADER_BYTES && looks_like_shader(&text)) {
            let at = self.at(span);
            self.survey.literals.push(Literal { text, at, is_source, is_whole });
        }
    }

    fn deeper<N: VisitWith<Self>>(&mut self, node: &N) {
        self.depth += 1;
        node.visit_children_with(self);
        self.depth -= 1;
    }

    /// What runs under a condition.
    fn under_condition(&mut self, visit: impl FnOnce(&mut Self)) {
        self.depth += 1;
        self.conditions += 1;
        visit(self);
        self.conditions -= 1;
        self.depth -= 1;
    }

    fn browser(&mut self, name: &str, span: Span, defines: bool) {
        if BROWSER.contains(&name) && (defines || self.depth == 0) {
            let at = self.at(span);
            self.survey.browser.push(BrowserUse { name: name.to_owned(), at, defines });
        }
    }

    /// A function, which runs with the file when it is called where it stands.
    fn function<N: VisitWith<Self>>(&mut self, node: &N) {
        if std::mem::take(&mut self.called_here) {
            node.visit_children_with(self);
        } else {
            self.deeper(node);
        }
    }

    fn is_undeclared(&self, expression: &Expr, names: &[&str]) -> bool {
        matches!(expression, Expr::Ident(ident) if ident.ctxt == self.undeclared && names.contains(&ident.sym.as_str()))
    }

    fn is_wx(&self, expression: &Expr) -> bool {
        match expression {
            Expr::Paren(inner) => self.is_wx(&inner.expr),
            Expr::Member(member) => {
                self.is_undeclared(&member.obj, &GLOBAL_OBJECTS)
                    && name_of(&member.prop).as_deref() == Some("wx")
            }
            other => self.is_undeclared(other, &["wx"]),
        }
    }

    /// The name in `wx.name`.
    fn api_of(&self, member: &MemberExpr) -> Option<String> {
        if self.is_wx(&member.obj) { name_of(&member.prop) } else { None }
    }

    fn api(&mut self, name: String, kind: UseKind, span: Span) {
        let at = self.at(span);
        self.survey.api.push(ApiUse { name, kind, at });
    }

    /// What stands before the parentheses of a call, and its arguments.
    fn call(&mut self, callee: &Expr, arguments: &[ExprOrSpread], span: Span) {
        let bare = without_parentheses(callee);
        match bare {
            Expr::Member(member) if self.api_of(member).is_some() => {
                let name = self.api_of(member).unwrap_or_default();
                if name == "canIUse"
                    && let Some(asked) = arguments.first().and_then(|first| chain::text_of(&first.expr))
                {
                    let name = asked.split('.').next().unwrap_or_default().to_owned();
                    self.api(name, UseKind::Read, span);
                }
                self.api(name, UseKind::Call, member.prop.span());
                member.prop.visit_with(self);
            }
            _ if self.is_undeclared(bare, &["require"]) => {
                let specifier = match arguments {
                    [only] if only.spread.is_none() => chain::text_of(&only.expr),
                    _ => None,
                };
                self.require(specifier, span);
            }
            Expr::Fn(_) | Expr::Arrow(_) => {
                self.called_here = true;
                callee.visit_with(self);
                self.called_here = false;
            }
            // `(function () {}).call(this)`.
            Expr::Member(member) if matches!(without_parentheses(&member.obj), Expr::Fn(_)) => {
                self.called_here = true;
                member.obj.visit_with(self);
                self.called_here = false;
            }
            _ => callee.visit_with(self),
        }
        arguments.visit_with(self);
    }

    fn require(&mut self, specifier: Option<String>, span: Span) {
        let requirement = Requirement {
            specifier,
            at: self.at(span),
            certain: self.depth == 0,
            guarded: self.conditions > 0,
        };
        self.survey.requires.push(requirement);
    }

    /// `const { name } = wx`.
    fn names_of(&mut self, pattern: &ObjectPat) {
        for prop in &pattern.props {
            let (name, span) = match prop {
                ObjectPatProp::Assign(assign) => (Some(assign.key.sym.as_str().to_owned()), assign.span),
                ObjectPatProp::KeyValue(pair) => (key_of(&pair.key), pair.key.span()),
                ObjectPatProp::Rest(_) => (None, pattern.span),
            };
            if let Some(name) = name {
                self.api(name, UseKind::Read, span);
            }
        }
    }

    /// `a + b + c`: what literals beside each other join to, and the rest as it is.
    fn sum(&mut self, sum: &BinExpr, is_source: bool) {
        let operands = chain::operands(sum);
        let texts: Vec<Option<String>> = operands.iter().map(|operand| chain::text_of(operand)).collect();
        let is_whole = texts.iter().all(Option::is_some);
        let mut joined: Option<(String, Span)> = None;
        for (operand, text) in operands.into_iter().zip(texts) {
            match (text, &mut joined) {
                (Some(text), Some((before, _))) => before.push_str(&text),
                (Some(text), None) => joined = Some((text, operand.span())),
                (None, _) => {
                    if let Some((text, span)) = joined.take() {
                        self.literal(text, span, is_source && is_whole, is_whole);
                    }
                    operand.visit_with(self);
                }
            }
        }
        if let Some((text, span)) = joined {
            self.literal(text, span, is_source && is_whole, is_whole);
        }
    }

    /// What is given to `.src`.
    fn source(&mut self, value: &Expr) {
        match (chain::text_of(value), value) {
            (Some(text), _) => self.literal(text, value.span(), true, true),
            (None, Expr::Bin(sum)) if sum.op == BinaryOp::Add => self.sum(sum, true),
            (None, _) => value.visit_with(self),
        }
    }
}

fn without_parentheses(mut expression: &Expr) -> &Expr {
    while let Expr::Paren(inner) = expression {
        expression = &inner.expr;
    }
    expression
}

fn name_of(prop: &MemberProp) -> Option<String> {
    match prop {
        MemberProp::Ident(name) => Some(name.sym.as_str().to_owned()),
        MemberProp::Computed(computed) => chain::text_of(&computed.expr),
        MemberProp::PrivateName(_) => None,
    }
}

fn key_of(key: &PropName) -> Option<String> {
    match key {
        PropName::Ident(name) => Some(name.sym.as_str().to_owned()),
        PropName::Str(text) => Some(text.value.to_string_lossy().into_owned()),
        _ => None,
    }
}
