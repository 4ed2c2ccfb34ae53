//! Several blogs of one installation: the REST interface knows only its own, so the older one is asked, which takes the
//! same password.

use super::WordPress;
use crate::platform::{
    Candidate,
    transport::{Body, Request, may_fetch},
    xml::{Element, parse},
};
use crate::secrets::Secret;

/// How many blogs are asked for their names.
const MOST: usize = 100;

impl WordPress {
    /// The other blogs that the login may moderate. A site that keeps the older interface closed has none to tell of.
    pub(super) fn others(&self, site: &Candidate) -> Vec<Candidate> {
        let home = site.address.split("/wp-json").next().and_then(|home| home.split("/?rest_route").next());
        let home = home.unwrap_or(&site.address).to_owned();
        let question = Request::post(format!("{home}/xmlrpc.php"), Body::Xml(self.question())).repeatable();
        let answer = match self.transport.send(&question) {
            Ok(answer) if answer.status == 200 => answer,
            _ => return Vec::new(),
        };
        let told = std::str::from_utf8(&answer.bytes).ok().and_then(|text| parse(text).ok());
        let mut addresses = Vec::new();
        if let Some((told, _)) = told {
            blogs(&told, &mut addresses);
        }
        let elsewhere = |address: &String| address.trim_end_matches('/') != home && may_fetch(address, &site.address);
        let found = addresses.into_iter().filter(elsewhere).take(MOST).map(|address| {
            let root = format!("{}/wp-json", address.trim_end_matches('/'));
            WordPress { root, me: super::Known::default(), ..self.clone() }.described()
        });
        found.filter_map(Result::ok).collect()
    }

    fn question(&self) -> Secret {
        let escaped = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        let value = |text: &str| format!("<param><value><string>{}</string></value></param>", escaped(text));
        let (user, word) = (value(&self.credential.user), value(self.credential.secret.expose()));
        Secret::new(format!(
            "<?xml version=\"1.0\"?><methodCall><methodName>wp.getUsersBlogs</methodName><params>{user}{word}</params></methodCall>"
        ))
    }
}

/// The addresses in an answer, however deep they lie: each blog is a `struct` with a member named `url`.
fn blogs(element: &Element, found: &mut Vec<String>) {
    let is_url = |member: &&Element| member.said("name") == Some("url");
    if element.name == "struct"
        && let Some(value) = element.all("member").find(is_url).and_then(|member| member.child("value"))
    {
        let text = value.said("string").unwrap_or(value.text.trim());
        if text.starts_with("https://") || text.starts_with("http://") {
            found.push(text.to_owned());
        }
    }
    element.children.iter().for_each(|child| blogs(child, found));
}
