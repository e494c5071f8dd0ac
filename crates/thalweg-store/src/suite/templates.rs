//! Templates, which live in rows and not in their feed alone.

use thalweg_log::{ChannelName, NewEvent};
use thalweg_wire::{Deleted, Template, Time, kind};

use super::Store;
use super::build::{DAY, NOW, after, id, keep_up, person, put};
use super::chat::same_as_rebuilt;

fn template(owner: &str, number: u128, name: &str) -> NewEvent {
    let template = Template {
        id: id(number),
        name: name.into(),
        text: format!("{name} {{{{a}}}}"),
        variables: vec!["a".into()],
        created_at: Time(NOW),
        updated_at: Time(NOW),
    };
    let data = serde_json::to_vec(&template).expect("json");
    NewEvent::new(
        ChannelName::user(&person(owner)),
        kind::TEMPLATE,
        data.into(),
    )
}

fn deleted(owner: &str, number: u128) -> NewEvent {
    let data = serde_json::to_vec(&Deleted { id: id(number) }).expect("json");
    NewEvent::new(
        ChannelName::user(&person(owner)),
        kind::TEMPLATE_DELETED,
        data.into(),
    )
}

async fn names(store: &dyn Store, owner: &str) -> Vec<String> {
    let found = store.templates(&person(owner)).await.expect("readable");
    assert_eq!(found.position, store.head());
    let items = found.value.into_iter();
    items.map(|template| template.name).collect()
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn templates_are_listed_by_name_for_their_owner(store: &dyn Store) {
    let events = vec![
        template("ann", 1, "beta"),
        template("ann", 2, "Émile"),
        template("ann", 3, "Alpha"),
        template("ann", 4, "alpha"),
        template("bob", 5, "his"),
    ];
    put(store, events, NOW).await;
    assert_eq!(
        names(store, "ann").await,
        ["Alpha", "alpha", "beta", "Émile"]
    );
    assert_eq!(names(store, "bob").await, ["his"]);
    assert_eq!(names(store, "eve").await, [] as [&str; 0]);
    let read = async |owner: &str, number| {
        let found = store.template(&person(owner), id(number)).await;
        found.expect("readable").map(|template| template.name)
    };
    assert_eq!(read("ann", 1).await.as_deref(), Some("beta"));
    assert_eq!(read("bob", 1).await, None);

    let events = vec![
        template("ann", 1, "zeta"),
        deleted("ann", 3),
        deleted("bob", 4),
        deleted("ann", 99),
    ];
    put(store, events, after(1)).await;
    assert_eq!(names(store, "ann").await, ["alpha", "zeta", "Émile"]);
    assert_eq!(read("ann", 3).await, None);
    same_as_rebuilt(store).await;
}

#[expect(missing_docs, reason = "its name is a sentence")]
pub async fn templates_outlive_their_feed(store: &dyn Store) {
    put(store, vec![template("ann", 1, "old")], NOW).await;
    keep_up(store, after(40 * DAY)).await;
    put(store, vec![template("ann", 2, "new")], after(40 * DAY)).await;
    assert_eq!(names(store, "ann").await, ["new", "old"]);
    same_as_rebuilt(store).await;
}
