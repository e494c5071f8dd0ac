use thalweg_log::{PrincipalId, StoreError};
use thalweg_wire::{
    ChatMessage, Conversation, MessageStatus, Model, ParentRef, Part, Role, Run, RunStatus,
    StartRun, WhenBusy,
};
use uuid::Uuid;

use crate::history::choose;
use crate::title::{UNTITLED, title_of};
use crate::validate::{check_start, wrong};
use crate::waiting::Waiting;
use crate::{
    Chat, ConversationRow, Kept, ModelError, ModelRequest, QueuedRow, Rejection, RunRow,
    StartRunError, ToolOffer, Turn,
};

/// What a request to start a run comes to.
pub(crate) enum Planned {
    /// A new run.
    New(Box<Plan>),
    /// It has to wait, and may.
    Waits(Box<Waiting>),
    /// The client's message id says that it was asked before; this is the run that answers it.
    Again(Box<RunRow>),
}

/// A run that can be started.
pub(crate) struct Plan {
    pub(crate) run_id: Uuid,
    /// The conversation as it will be, but for its run and its leaf.
    pub(crate) conversation: Conversation,
    /// Whether the conversation comes into being with the run.
    pub(crate) is_new: bool,
    /// The user's message, unless one is answered again.
    pub(crate) message: Option<ChatMessage>,
    /// The user's message that is answered, and its parent.
    pub(crate) message_id: Uuid,
    pub(crate) parent_id: Option<Uuid>,
    pub(crate) assistant_message_id: Uuid,
    /// The run whose message it writes on in, and that message.
    pub(crate) continues: Option<(Uuid, ChatMessage)>,
    /// What waits once this one, which waited first, has started.
    pub(crate) rest: Option<Vec<QueuedRow>>,
    pub(crate) model: String,
    /// What the model is asked, or why it cannot be.
    pub(crate) request: Result<ModelRequest, ModelError>,
}

impl Plan {
    /// The run.
    pub(crate) fn run(&self) -> Run {
        Run {
            id: self.run_id,
            conversation_id: self.conversation.id,
            message_id: self.message_id,
            assistant_message_id: self.assistant_message_id,
            parent_id: self.parent_id,
            model: self.model.clone(),
            status: Some(RunStatus::Running),
            ended: None,
            continues: self.continues.as_ref().map(|(run, _)| *run),
        }
    }
}

/// Where a run hangs: the message it answers is new, or there already.
pub(crate) enum Place {
    Under(Option<Uuid>),
    Again(Box<ChatMessage>),
}

impl Chat {
    /// Checks a request and looks up what it names. The conversation's lock is held, if it names one.
    pub(crate) async fn plan(
        &self,
        by: &PrincipalId,
        ask: &StartRun,
    ) -> Result<Planned, StartRunError> {
        let errors = check_start(ask);
        if !errors.is_empty() {
            return Err(Rejection::Fields(errors).into());
        }
        let known = match ask.conversation_id {
            Some(id) => {
                let row = self.owned(by, id).await?.ok_or(StartRunError::NotFound)?;
                Some(row.value)
            }
            None => None,
        };
        let ask = &*self.rendered(by, ask).await?;
        let known = known.map(|row| entitled(row, ask));
        self.check_tools(by, ask.tools.as_deref())?;
        let own = known.as_ref().and_then(|known| known.model.as_deref());
        let models = self.models();
        let model = choose(&models, ask.model.as_deref(), own).map_err(Rejection::UnknownModel)?;
        if let Some(run) = self.asked_before(ask).await? {
            return Ok(Planned::Again(Box::new(run)));
        }
        let place = match &known {
            Some(known) => self.place(ask, known).await?,
            None => Place::Under(None),
        };
        if let Some(known) = &known
            && let Some(busy) = self.in_the_way(known).await?
        {
            if ask.when_busy == Some(WhenBusy::Queue) {
                let waiting = self.plan_waiting(by, known, ask, model).await?;
                return Ok(Planned::Waits(Box::new(waiting)));
            }
            busy.give_way(ask.when_busy)?;
        }
        let is_new = known.is_none();
        let conversation = known.map_or_else(
            || self.conversation_for(ask),
            |known| Conversation {
                updated_at: self.now(),
                ..known
            },
        );
        let turns = self.turns(&conversation, ask, &place).await?;
        let tools = ask.tools.as_deref().or(conversation.tools.as_deref());
        let tools = self.offers(by, tools).await?;
        let request = request_of(model, &conversation, ask, turns, tools)?;
        let (message, message_id, parent_id) = match place {
            Place::Again(message) => (None, message.id, message.parent_id),
            Place::Under(parent) => {
                let message = self.message_for(ask, conversation.id, parent);
                let id = message.id;
                (Some(message), id, parent)
            }
        };
        Ok(Planned::New(Box::new(Plan {
            run_id: self.ids().next(),
            conversation,
            is_new,
            message,
            message_id,
            parent_id,
            assistant_message_id: self.ids().next(),
            continues: None,
            rest: None,
            model: model.id.clone(),
            request: Ok(request),
        })))
    }

    /// The run that an earlier request with the same client-made message id started.
    async fn asked_before(&self, ask: &StartRun) -> Result<Option<RunRow>, StartRunError> {
        let (Some(conversation), Some(id)) = (ask.conversation_id, ask.message_id) else {
            return Ok(None);
        };
        let Some(message) = self.store().message(conversation, id).await? else {
            return self.waits_already(conversation, id, ask).await;
        };
        if message.role != Role::User || Some(&message.content) != ask.prompt.as_ref() {
            return Err(StartRunError::IdTaken);
        }
        let run = self.store().run_of_message(conversation, id).await?;
        run.map(Some).ok_or(StartRunError::IdTaken)
    }

    async fn place(&self, ask: &StartRun, known: &Conversation) -> Result<Place, StartRunError> {
        let id = match ask.parent_id {
            None => return Ok(Place::Under(known.leaf_id)),
            Some(ParentRef::Root) => return Ok(Place::Under(None)),
            Some(ParentRef::Id(id)) => id,
        };
        let parent = self.store().message(known.id, id).await?;
        let wrong_parent = |words| Rejection::Fields(vec![wrong("parentId", words)]);
        let Some(parent) = parent else {
            return Err(wrong_parent("this conversation has no such message").into());
        };
        match (&ask.prompt, parent.role) {
            (Some(_), Role::User) => Err(wrong_parent(
                "a prompt follows an answer; to edit a user message, name that message's parent",
            )
            .into()),
            (Some(_), _) => Ok(Place::Under(Some(id))),
            (None, Role::User) => Ok(Place::Again(Box::new(parent))),
            (None, _) => Err(wrong_parent("name the user message to answer again").into()),
        }
    }

    pub(crate) async fn turns(
        &self,
        conversation: &Conversation,
        ask: &StartRun,
        place: &Place,
    ) -> Result<Vec<Turn>, StoreError> {
        let leaf = match place {
            Place::Under(parent) => *parent,
            Place::Again(message) => Some(message.id),
        };
        let mut turns = match leaf {
            Some(leaf) => self.turns_to(conversation.id, leaf).await?,
            None => Vec::new(),
        };
        turns.extend(
            ask.prompt
                .as_ref()
                .map(|prompt| Turn::new(Role::User, prompt)),
        );
        Ok(turns)
    }

    fn conversation_for(&self, ask: &StartRun) -> Conversation {
        let now = self.now();
        Conversation {
            id: self.ids().next(),
            title: title_of(ask.prompt.as_deref().unwrap_or_default()),
            pinned: false,
            archived: false,
            model: ask.model.clone(),
            system: None,
            created_at: now,
            updated_at: now,
            tools: None,
            forked_from: None,
            run_id: None,
            queued: None,
            leaf_id: None,
            as_of: None,
            deleted_at: None,
        }
    }

    pub(crate) fn message_for(
        &self,
        ask: &StartRun,
        conversation: Uuid,
        parent: Option<Uuid>,
    ) -> ChatMessage {
        let text = ask.prompt.clone().unwrap_or_default();
        let id = ask.message_id.unwrap_or_else(|| self.ids().next());
        self.plain_message(id, conversation, parent, Role::User, text)
    }

    /// A message that is whole from its beginning.
    pub(crate) fn plain_message(
        &self,
        id: Uuid,
        conversation_id: Uuid,
        parent_id: Option<Uuid>,
        role: Role,
        text: String,
    ) -> ChatMessage {
        ChatMessage {
            id,
            conversation_id,
            parent_id,
            role,
            content: text.clone(),
            parts: vec![Part::Text {
                id: "p1".into(),
                text,
            }],
            created_at: self.now(),
            status: MessageStatus::Complete,
            tool_calls: Vec::new(),
            run_id: None,
            model: None,
            usage: None,
            timing: None,
            error: None,
        }
    }
}

/// What `model` is asked, if it takes so much.
pub(crate) fn request_of(
    model: &Model,
    conversation: &Conversation,
    ask: &StartRun,
    mut turns: Vec<Turn>,
    tools: Vec<ToolOffer>,
) -> Result<ModelRequest, Rejection> {
    for turn in &mut turns {
        // What one provider signed is none of another's business.
        let own = |kept: &Kept| Some(&kept.provider) == model.provider.as_ref();
        turn.kept.take_if(|kept| !own(kept));
    }
    let request = ModelRequest {
        model: model.id.clone(),
        system: conversation.system.clone(),
        turns,
        context: ask.context.clone(),
        reasoning: ask.reasoning,
        max_tokens: None,
        tools,
        no_calls: false,
    };
    let size = request.estimated_tokens();
    match model.context_tokens.filter(|limit| size > *limit) {
        Some(limit) => Err(Rejection::ContextTooLong { size, limit }),
        None => Ok(request),
    }
}

/// The conversation; one that was made without a title and without messages gets the prompt's.
fn entitled(row: ConversationRow, ask: &StartRun) -> Conversation {
    let conversation = row.conversation;
    let untitled = !row.named && conversation.title == UNTITLED && conversation.leaf_id.is_none();
    match &ask.prompt {
        Some(prompt) if untitled => Conversation {
            title: title_of(prompt),
            ..conversation
        },
        _ => conversation,
    }
}
