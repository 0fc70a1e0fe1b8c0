namespace LowLatencyHedger.Core.Events;

/// <summary>What an <see cref="OutputEvent"/> asks the outside to do.</summary>
public enum OutputKind : byte
{
    None = 0,
    PlaceOrder = 1,

    /// <summary>Cancel by exchange id when known, else by label.</summary>
    CancelOrder = 2,
    CancelAll = 3,

    /// <summary>Ask the venue for the state of an order whose outcome is unknown, and for its trades.</summary>
    QueryOrder = 4,

    /// <summary>
    /// Read the account's positions. Detail: how many differed at the last reading, or wait for the record of their delivery; when there are any,
    /// recent trades and deliveries are read first.
    /// </summary>
    QueryPositions = 5,

    /// <summary>Ask for a fresh snapshot of the instrument's book.</summary>
    ResyncBook = 6,

    /// <summary>Tell the operator. Reason and severity only; texts are made by readers.</summary>
    Alert = 7,

    /// <summary>The trading state changed; the reason says why.</summary>
    TradingState = 8,

    /// <summary>A change of settings was applied, or refused for the reason. Detail: its <c>ChangeId</c>.</summary>
    SettingsChanged = 9,

    /// <summary>A command was carried out, or refused for the reason. Detail: its <c>CommandId</c>.</summary>
    ControlHandled = 10,

    /// <summary>
    /// A position was changed without a trade, to what the venue says; the reason tells why. Amount: the change, signed. Detail: the position
    /// before, as a raw quantity.
    /// </summary>
    PositionAdjusted = 11,

    /// <summary>
    /// What the loss limits are measured against, at most once a second and only when it has changed: the next run goes on from there. Body:
    /// <see cref="LossFigures"/>.
    /// </summary>
    LossesMarked = 12,
}
