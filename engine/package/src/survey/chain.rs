//! Texts that are joined from literals.

use swc_ecma_ast::{BinExpr, BinaryOp, CallExpr, Callee, Expr, Lit, MemberProp, Tpl};

/// The operands of `a + b + c`, in order. Loops over the left side, which is as deep as the chain is long.
pub(super) fn operands(sum: &BinExpr) -> Vec<&Expr> {
    let mut right_to_left = vec![&*sum.right];
    let mut left = &*sum.left;
    while let Expr::Bin(inner) = left
        && inner.op == BinaryOp::Add
    {
        right_to_left.push(&inner.right);
        left = &inner.left;
    }
    right_to_left.push(left);
    right_to_left.reverse();
    right_to_left
}

/// The text that an expression always has; sums are not looked into.
pub(super) fn text_of(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Lit(Lit::Str(text)) => Some(text.value.to_string_lossy().into_owned()),
        Expr::Tpl(template) if template.exprs.is_empty() => whole(template),
        Expr::Paren(inner) => text_of(&inner.expr),
        Expr::Call(call) => joined(call),
        _ => None,
    }
}

/// The text of a template without holes.
fn whole(template: &Tpl) -> Option<String> {
    let cooked = template.quasis.first()?.cooked.as_ref()?;
    Some(cooked.to_string_lossy().into_owned())
}

/// `['a', 'b'].join('\n')`.
fn joined(call: &CallExpr) -> Option<String> {
    let Callee::Expr(callee) = &call.callee else { return None };
    let Expr::Member(member) = &**callee else { return None };
    let (Expr::Array(array), MemberProp::Ident(name)) = (&*member.obj, &member.prop) else { return None };
    if name.sym.as_str() != "join" {
        return None;
    }
    let separator = match &call.args[..] {
        [] => ",".to_owned(),
        [only] if only.spread.is_none() => text_of(&only.expr)?,
        _ => return None,
    };
    let pieces: Option<Vec<String>> = array
        .elems
        .iter()
        .map(|element| element.as_ref().filter(|e| e.spread.is_none()).and_then(|e| piece(&e.expr)))
        .collect();
    pieces.map(|pieces| pieces.join(&separator))
}

/// An element of a joined array, which may be a sum of literals.
fn piece(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Bin(sum) if sum.op == BinaryOp::Add => operands(sum).into_iter().map(text_of).collect(),
        other => text_of(other),
    }
}
