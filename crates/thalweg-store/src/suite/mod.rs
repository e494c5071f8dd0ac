//! The tests that every backend must pass: `log_store_suite!(name, open)` makes a module of them,
//! where `open` is a closure that gives a future of a [`Subject`] with an empty store.
//!
//! The store must forget as [`crate::SqliteConfig`] does by default.

pub mod accounts;
pub mod begun;
pub mod build;
pub mod chat;
pub mod drafts;
pub mod jobs;
pub mod kept;
pub mod lists;
pub mod log;
pub mod search;
pub mod shelves;
pub mod sources;
pub mod spent;
pub mod tamper;
pub mod templates;
mod twin;
pub mod upkeep;

use std::any::Any;
use std::ops::Deref;
use std::sync::Arc;

use thalweg_access::AccountStore;
use thalweg_chat::ChatStore;
use thalweg_log::LogStore;

pub use self::twin::{StoreTwin, Twinned};

/// Everything that a backend implements.
pub trait Store: LogStore + ChatStore + AccountStore {}

impl<T: LogStore + ChatStore + AccountStore> Store for T {}

/// An empty store, and what must outlive it, such as its folder.
pub struct Subject {
    store: Arc<dyn Store>,
    _guard: Box<dyn Any + Send + Sync>,
}

impl Subject {
    /// A store that needs nothing else.
    pub fn new(store: impl Store) -> Self {
        Self::with_guard(store, ())
    }

    /// A store, and what is dropped after it.
    pub fn with_guard(store: impl Store, guard: impl Any + Send + Sync) -> Self {
        Self {
            store: Arc::new(store),
            _guard: Box::new(guard),
        }
    }
}

impl Deref for Subject {
    type Target = dyn Store;

    fn deref(&self) -> &Self::Target {
        &*self.store
    }
}

/// Makes a module `$name` with every test of the suite, each on a store that `$open` gives.
#[macro_export]
macro_rules! log_store_suite {
    ($name:ident, $open:expr) => {
        mod $name {
            use super::*;

            $crate::log_store_suite!(@tests $open, log:
                events_have_positions_and_seqs_without_holes
                one_refused_batch_does_not_fail_its_group
                a_batch_sees_the_batches_before_it
                an_expected_seq_must_hold
                a_fence_guards_until_it_is_closed
                a_key_takes_effect_once
                a_key_counts_for_a_day
                reads_follow_the_order_of_the_log
                reads_keep_their_limits
                stored_events_are_what_was_appended
                channels_of_a_kind_are_those_with_something_to_read
                a_closed_store_says_so
                the_secret_of_the_server_stays
            );
            $crate::log_store_suite!(@tests $open, accounts:
                an_account_is_found_by_its_name_whatever_the_case
                a_name_and_a_principal_are_one_accounts
                an_invitation_is_used_once_and_ends
                an_account_without_a_password_is_found_by_the_providers_word
                a_service_key_is_kept_until_it_is_deleted
                sessions_end_with_what_ends_them
                accounts_are_listed_newest_first_and_changed
            );
            $crate::log_store_suite!(@tests $open, begun:
                a_batch_may_write_all_twice_in_what_it_begins
                a_conversation_whose_first_batch_was_refused_may_still_begin
            );
            $crate::log_store_suite!(@tests $open, chat:
                a_run_leaves_its_rows
                a_message_that_is_written_has_its_text_so_far
                a_message_id_is_taken_once
                a_run_may_go_on_in_a_message
                an_answer_without_a_run_is_added_in_its_place
                a_refused_batch_leaves_no_rows
                what_waits_is_kept_whole
            );
            $crate::log_store_suite!(@tests $open, kept:
                what_is_kept_of_a_message_stays_with_it
                what_is_kept_is_forgotten_with_its_conversation
            );
            $crate::log_store_suite!(@tests $open, spent:
                what_runs_took_is_added_by_day_and_outlives_them
            );
            $crate::log_store_suite!(@tests $open, lists:
                conversations_are_listed_by_their_last_change
                a_title_that_comes_by_itself_moves_nothing
                messages_are_listed_newest_first
                a_branch_is_followed_from_its_leaf
                a_branch_is_followed_past_other_answers
                long_messages_come_in_shorter_pages
                an_event_may_name_the_leaf
                snapshots_are_of_conversations_that_are_there
                a_snapshot_holds_the_newest_fifty
            );
            $crate::log_store_suite!(@tests $open, templates:
                templates_are_listed_by_name_for_their_owner
                templates_outlive_their_feed
            );
            $crate::log_store_suite!(@tests $open, drafts:
                a_draft_is_of_one_person_and_one_place
                a_draft_outlives_its_feed_and_not_its_conversation
            );
            $crate::log_store_suite!(@tests $open, jobs:
                a_job_is_found_as_it_is_and_ends_once
                jobs_are_listed_newest_first_for_their_owner
                a_job_is_found_by_everything_that_it_asked
                a_job_has_a_snapshot
                choices_of_tools_outlive_their_feed
            );
            $crate::log_store_suite!(@tests $open, sources:
                definitions_are_listed_by_name_for_their_owner
                definitions_outlive_their_feed
            );
            $crate::log_store_suite!(@tests $open, search:
                words_are_found_newest_first
                nothing_that_is_typed_is_an_operator
                people_find_what_is_theirs
                an_answer_is_found_when_it_has_ended
                a_title_is_found_as_it_is_now
                what_is_deleted_is_not_found_until_it_is_restored
                pages_of_hits_meet
            );
            $crate::log_store_suite!(@tests $open, shelves:
                pinned_conversations_are_listed_apart
                deleted_conversations_are_listed_by_their_deletion
            );
            $crate::log_store_suite!(@tests $open, upkeep:
                upkeep_changes_no_read
                reading_back_meets_reading_on
                a_trail_of_the_server_is_never_trimmed
                tokens_of_a_finished_run_are_folded
                tokens_of_an_open_run_are_kept
                a_feed_forgets_what_is_old
                a_deleted_conversation_is_forgotten_after_its_time
                a_conversation_that_was_restored_is_kept
                keys_are_forgotten
            );
        }
    };
    (@tests $open:expr, $group:ident: $($test:ident)*) => {
        $(
            #[tokio::test]
            async fn $test() {
                let subject = ($open)().await;
                $crate::suite::$group::$test(&*subject).await;
            }
        )*
    };
}
