//! The whole main job: a stranger's threat arrives, is flagged, seen, sealed, removed, forwarded and registered, and the
//! number comes back into the answer.

use uppsikt_core::{
    flagging::Label,
    intake::{GoneBy, Standing},
    queue::{Band, DutyKind, List},
};
use uppsikt_tests::on_both_stores;

on_both_stores! {
    fn the_main_job_from_threat_to_number(town) {
        town.writes("Pia Lund", "När öppnar badhuset?");
        let threat = town.writes("Anna B.", "Vi vet var du bor. Du ska få ångra det här beslutet, Karin.");

        let maja = town.maja();
        let first = maja.queue(List::Open).rows.remove(0);
        assert_eq!(first.id, threat, "the threat stands first");
        assert_eq!((first.due.duty, first.due.band), (DutyKind::Remove, Band::Now));
        assert!(first.chips.iter().any(|chip| chip.label == Label::Threat), "and is marked as a threat");

        let undone = maja.remove(threat, "threat").unwrap();
        maja.withdraw(undone).unwrap();
        town.hold_passes();
        assert!(town.stands(threat), "what was undone never reached the platform");

        maja.remove(threat, "threat").unwrap();
        assert!(town.stands(threat), "nothing happens while it can be undone");
        town.hold_passes();
        assert!(!town.stands(threat), "it is gone from the platform");
        let post = town.post(threat);
        assert_eq!(post.standing, Standing::Gone);
        assert_eq!(post.gone.map(|(_, by)| by), Some(GoneBy::Us));

        let forward = maja.forward(threat, town.office(), "Hot mot tjänsteman").unwrap();
        town.rune().register(forward, "KS 2026/77").unwrap();
        let seen = maja.view(threat);
        assert_eq!(seen.row.registration_number.as_deref(), Some("KS 2026/77"));
        let answer = seen.templates.iter().find(|template| template.suggested).expect("an answer is proposed");
        assert!(answer.text.contains("KS 2026/77"), "with the number in it: {}", answer.text);

        maja.reply(threat, "Inlägget är registrerat med diarienummer KS 2026/77.").unwrap();
        town.hold_passes();
        let (to, words) = town.platform().replies().remove(0);
        assert_eq!(to, uppsikt_tests::fake_platform::ROOT, "the post is gone, so the thread is answered");
        assert!(words.contains("KS 2026/77"));

        for kind in ["sealed", "decided", "withdrawn", "carried_out", "forwarded", "registered"] {
            assert!(town.entries(threat).iter().any(|entry| entry == kind), "the logbook tells of {kind}");
        }
    }
}
