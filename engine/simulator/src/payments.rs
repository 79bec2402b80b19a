//! `midas-payment`: nobody pays; the outcome is the file's or the user's.

use crate::{
    account::sealed,
    dialogs::{Then, question},
    outcomes::Outcomes,
    services_file::{Answers, PaymentOutcome},
    simulator::{Handler, MAX_OPEN, Simulator, done, fail},
};
use serde_json::{Value, json};
use sparrow_platform::{Dialog, Failure, Reply, ServiceCall};

pub(crate) const CALLS: &[(&str, Handler)] = &[
    ("requestMidasPayment", pay),
    ("requestMidasFriendPayment", pay),
    ("requestMidasPaymentGameItem", pay),
    ("checkIsSupportMidasPayment", check_is_support),
    ("StoreGift.open", pay),
    ("StoreGift.getOrderInfo", |_, _| done(json!({ "orders": [] }))),
];

fn cancelled() -> Failure {
    Failure { reason: "cancel".to_owned(), errno: Some(701_001), err_code: Some(1) }
}

fn check_is_support(sim: &mut Simulator, _: ServiceCall<'_>) -> Reply {
    let allowed = !sim.file.payments.unsupported;
    done(json!({ "data": { "err_code": 0, "err_msg": "success", "allow_pay": allowed } }))
}

/// What a payment that was made tells.
fn receipt(sim: &mut Simulator, call: &ServiceCall<'_>) -> Value {
    match call.name {
        "requestMidasFriendPayment" => {
            Value::Object(sealed(sim, call.name, call.unix_ms, call.options.clone()))
        }
        "requestMidasPaymentGameItem" => json!({ "errCode": 0 }),
        _ => Value::Null,
    }
}

/// What is bought, in words.
fn bill(call: &ServiceCall<'_>) -> String {
    let o = call.options;
    let field =
        |name: &str| o.get(name).filter(|v| !v.is_null()).map(|v| v.to_string().trim_matches('"').to_owned());
    let parts = [("buyQuantity", "×"), ("currencyType", ""), ("mode", ""), ("signData", "")];
    let words: Vec<_> =
        parts.iter().filter_map(|(name, before)| field(name).map(|v| format!("{before}{v}"))).collect();
    words.join(" ")
}

fn pay(sim: &mut Simulator, call: ServiceCall<'_>) -> Reply {
    let unset = match sim.answers {
        Answers::User => PaymentOutcome::User,
        Answers::Confirm => PaymentOutcome::Paid,
        Answers::Cancel => PaymentOutcome::Cancelled,
    };
    match sim.file.payments.outcome.as_mut().map_or(unset, Outcomes::take) {
        PaymentOutcome::Paid => done(receipt(sim, &call)),
        PaymentOutcome::Cancelled => Reply::Failed(cancelled()),
        PaymentOutcome::Failed => Reply::Failed(Failure::with_code("system error", -1)),
        PaymentOutcome::User if sim.dialogs.len() >= MAX_OPEN => fail("too many dialogs are open"),
        PaymentOutcome::User => {
            let asked = Dialog::Modal(question(
                sim.word("支付 (test)", "Payment (test)"),
                bill(&call),
                sim.word("支付", "Pay"),
                sim.word("取消", "Cancel"),
            ));
            let yes = receipt(sim, &call);
            sim.open(asked, Then::YesOrNo { ticket: call.ticket, yes, no: cancelled() });
            Reply::Later
        }
    }
}
