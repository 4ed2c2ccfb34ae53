//! Whether a policy file holds together, and if not, what is wrong on which line.

use super::{
    Basis, Calendar, Ground, Pace, Period, PolicyFile, RemovalClass, Template, TemplateKind, Week, WorkingTime,
    calendar, embedded, malformed,
    retention::{self, DisposalDecision, RetentionPeriod},
};
use crate::words::Refusal;
use std::collections::BTreeSet;

/// What a ground may never be called: an opinion is nobody's ground for removal (EV9).
const NO_GROUND: [&str; 8] =
    ["criticism", "critique", "off_topic", "off-topic", "opinion", "kritik", "åsikt", "utanför ämnet"];

/// The only fields of a removal notice: nothing in them can come from the post that went (EV11).
const NOTICE_FIELDS: [&str; 5] = ["grund", "regler", "kommun", "kontakt", "signatur"];

/// A file under examination, for saying what is wrong where.
pub(super) struct Proof<'a> {
    pub file_name: &'a str,
    pub text: &'a str,
}

impl Proof<'_> {
    /// `near` is something that stands in the file where the fault is.
    fn refuse<T>(&self, near: &str, reason: String) -> Result<T, Refusal> {
        Err(malformed(self.file_name, self.text, self.text.find(near).unwrap_or(0), reason))
    }

    pub fn working_time(&self, week: &Week) -> Result<WorkingTime, Refusal> {
        let Some(text) = embedded::calendar(&week.calendar) else {
            return self.refuse("calendar", format!("kalendern ”{}” finns inte", week.calendar));
        };
        let calendar = Calendar::parse(&format!("{}.toml", week.calendar), text)?;
        let eve_closes = match &week.eve_closes {
            None => None,
            Some(text) => match calendar::time_of_day(text) {
                Some(time) => Some(time),
                None => return self.refuse("eve_closes", "ett klockslag skrivs 12:00".to_owned()),
            },
        };
        let days = [
            ("monday", &week.monday),
            ("tuesday", &week.tuesday),
            ("wednesday", &week.wednesday),
            ("thursday", &week.thursday),
            ("friday", &week.friday),
            ("saturday", &week.saturday),
            ("sunday", &week.sunday),
        ];
        let mut periods: [Vec<Period>; 7] = Default::default();
        for ((name, written), periods) in days.into_iter().zip(&mut periods) {
            for text in written {
                match Period::parse(text) {
                    Some(period) => periods.push(period),
                    None => return self.refuse(name, format!("”{text}”: arbetstid skrivs 08:00-12:00")),
                }
            }
        }
        match WorkingTime::new(calendar, periods, eve_closes, week.closed.iter().copied().collect()) {
            Some(working) => Ok(working),
            None => {
                self.refuse("working_time", "arbetstiderna går i varandra, eller så arbetar ingen någon dag".to_owned())
            }
        }
    }

    pub fn everything_holds(&self, file: &PolicyFile) -> Result<(), Refusal> {
        for class in RemovalClass::ALL {
            if !file.removal.contains_key(&class) {
                return self.refuse("[removal", format!("”removal.{}” saknas", class.word()));
            }
        }
        let Pace { usual_minutes, busy_minutes, quiet_minutes, at_once, reserve_percent, search_minutes, .. } =
            file.pace;
        let in_order = 0 < busy_minutes && busy_minutes <= usual_minutes && usual_minutes <= quiet_minutes;
        if !in_order || quiet_minutes > 1440 || at_once == 0 || reserve_percent > 90 || search_minutes == 0 {
            let order = "busy_minutes, usual_minutes och quiet_minutes följer på varandra uppåt, högst ett dygn; at_once \
                         och search_minutes är minst 1; reserve_percent är högst 90";
            return self.refuse("[pace]", order.to_owned());
        }
        self.retention_holds(&file.retention)?;
        if file.registration.working_days == 0 {
            return self.refuse("working_days", "registrering behöver minst en arbetsdag".to_owned());
        }
        self.no_id_twice("ground", file.ground.iter().map(|ground| &ground.id))?;
        self.no_id_twice("template", file.template.iter().map(|template| &template.id))?;
        self.no_id_twice("done_reason", file.done_reason.iter().map(|reason| &reason.id))?;
        self.no_id_twice("diary", file.diary.iter().map(|criterion| &criterion.id))?;
        self.no_id_twice("step", file.step.iter().map(|row| &row.id))?;
        self.no_id_twice("signature", file.signature.iter().map(|rule| &rule.platform))?;
        for template in &file.template {
            self.template_holds(file, template)?;
        }
        for ground in &file.ground {
            self.ground_holds(file, ground)?;
        }
        for row in &file.step {
            for id in &row.templates {
                if !file.template.iter().any(|template| template.id == *id) {
                    return self.refuse(&quoted(&row.id), format!("mallen ”{id}” finns inte"));
                }
            }
            if row.steps.iter().any(|step| row.not.contains(step)) {
                return self.refuse(&quoted(&row.id), "samma steg både föreslås och stängs".to_owned());
            }
        }
        for rule in &file.signature {
            if rule.required && !rule.form.contains("{initialer}") {
                return self.refuse(&rule.form, "en signatur som krävs behöver {initialer}".to_owned());
            }
        }
        Ok(())
    }

    fn retention_holds(&self, periods: &[RetentionPeriod]) -> Result<(), Refusal> {
        for (no, period) in periods.iter().enumerate() {
            if periods.iter().skip(no + 1).any(|other| other.record == period.record) {
                return self.refuse("[[retention]]", "samma slags uppgifter har två gallringsfrister".to_owned());
            }
            if period.keep_days < retention::SHORTEST {
                let reason = format!("keep_days är minst {}", retention::SHORTEST);
                return self.refuse("keep_days", reason);
            }
            let blank = |decision: &DisposalDecision| {
                [&decision.number, &decision.board].iter().any(|text| text.trim().is_empty())
            };
            if period.decision.as_ref().is_some_and(blank) {
                return self.refuse("decided_on", "ett gallringsbeslut har ett nummer och en nämnd".to_owned());
            }
        }
        Ok(())
    }

    fn template_holds(&self, file: &PolicyFile, template: &Template) -> Result<(), Refusal> {
        let near = quoted(&template.id);
        let Some(fields) = template.fields() else {
            return self.refuse(&near, format!("mallen ”{}”: en klammer saknar sin andra hälft", template.id));
        };
        for field in fields {
            if !file.fields.contains_key(field) {
                return self
                    .refuse(&near, format!("mallen ”{}”: fältet ”{field}” finns inte under [fields]", template.id));
            }
            if template.kind == TemplateKind::RemovalNotice && !NOTICE_FIELDS.contains(&field) {
                return self.refuse(
                    &near,
                    format!("mallen ”{}”: ett besked om borttagning får inte ha fältet ”{field}”", template.id),
                );
            }
        }
        Ok(())
    }

    fn ground_holds(&self, file: &PolicyFile, ground: &Ground) -> Result<(), Refusal> {
        let near = quoted(&ground.id);
        let names = [&ground.id, &ground.name_sv, &ground.name_en].map(|name| name.to_lowercase());
        let opinion = names.iter().any(|name| NO_GROUND.iter().any(|word| name.contains(word)));
        if opinion || ground.labels.iter().any(|label| label.starts_with("route.") || label == "*") {
            return self.refuse(&near, "kritik och åsikter är aldrig en grund för borttagning".to_owned());
        }
        if ground.basis != Basis::Guideline && ground.statute.is_none() {
            return self.refuse(&near, "en grund i lag behöver sitt lagrum (statute)".to_owned());
        }
        if (ground.basis == Basis::Confidentiality) != (ground.class == RemovalClass::Confidentiality) {
            return self.refuse(&near, "basis och class ska båda vara confidentiality, eller ingen av dem".to_owned());
        }
        match file.template.iter().find(|template| template.id == ground.notice) {
            Some(notice) if notice.kind == TemplateKind::RemovalNotice => Ok(()),
            Some(_) => self.refuse(&near, format!("mallen ”{}” är inget besked om borttagning", ground.notice)),
            None => self.refuse(&near, format!("mallen ”{}” finns inte", ground.notice)),
        }
    }

    fn no_id_twice<'a>(&self, kind: &str, ids: impl Iterator<Item = &'a String>) -> Result<(), Refusal> {
        let mut seen = BTreeSet::new();
        for id in ids {
            if id.trim().is_empty() || !seen.insert(id) {
                let at = self.text.rfind(&quoted(id)).unwrap_or(0);
                return Err(malformed(
                    self.file_name,
                    self.text,
                    at,
                    format!("{kind}: ”{id}” är tomt eller står två gånger"),
                ));
            }
        }
        Ok(())
    }
}

fn quoted(id: &str) -> String {
    format!("\"{id}\"")
}
