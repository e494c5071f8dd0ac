use thalweg_wire::AccessRole;

/// What somebody wants to do, as far as their role decides on it. Whose a thing is, is asked apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// Look at what is one's own, and follow it.
    Look,
    /// Look after one's own account and sessions.
    OwnAccount,
    /// Start, change, decide or publish something.
    Change,
    /// Look after other people's accounts, and what the server knows of them.
    Administer,
    /// Say where tools come from: what executes something or reaches somewhere.
    Configure,
}

/// Whether `role` may do `action`: the one place where that is decided.
pub const fn may(role: AccessRole, action: Action) -> bool {
    match action {
        Action::Look | Action::OwnAccount => true,
        Action::Change => !matches!(role, AccessRole::Viewer),
        Action::Administer => matches!(role, AccessRole::Owner | AccessRole::Admin),
        Action::Configure => matches!(role, AccessRole::Owner),
    }
}

/// Whether `by` may give `role` to somebody: only the owner makes an admin, and nobody an owner.
pub const fn may_give(by: AccessRole, role: AccessRole) -> bool {
    match role {
        AccessRole::Admin => matches!(by, AccessRole::Owner),
        AccessRole::Member | AccessRole::Viewer => may(by, Action::Administer),
        AccessRole::Owner | AccessRole::Guest | AccessRole::Service => false,
    }
}

/// Whether `by` may change, disable or delete somebody's account that has `role`: what may be given
/// may be taken.
pub const fn may_change_account(by: AccessRole, role: AccessRole) -> bool {
    may_give(by, role)
}

#[cfg(test)]
mod tests {
    use AccessRole::{Admin, Guest, Member, Owner, Service, Viewer};

    use super::*;

    const ROLES: [AccessRole; 6] = [Owner, Admin, Member, Viewer, Guest, Service];

    fn who(may: impl Fn(AccessRole) -> bool) -> Vec<AccessRole> {
        ROLES.into_iter().filter(|role| may(*role)).collect()
    }

    #[test]
    fn a_role_decides_what_may_be_done() {
        assert_eq!(who(|role| may(role, Action::Look)), ROLES);
        assert_eq!(who(|role| may(role, Action::OwnAccount)), ROLES);
        let change = who(|role| may(role, Action::Change));
        assert_eq!(change, [Owner, Admin, Member, Guest, Service]);
        assert_eq!(who(|role| may(role, Action::Administer)), [Owner, Admin]);
        assert_eq!(who(|role| may(role, Action::Configure)), [Owner]);
    }

    #[test]
    fn only_the_owner_makes_an_admin_and_nobody_an_owner() {
        let may_get = |by| who(|role| may_give(by, role));
        assert_eq!(may_get(Owner), [Admin, Member, Viewer]);
        assert_eq!(may_get(Admin), [Member, Viewer]);
        for by in [Member, Viewer, Guest, Service] {
            assert_eq!(may_get(by), [], "{by:?}");
        }
        assert!(!may_change_account(Owner, Owner) && !may_change_account(Admin, Admin));
    }
}
