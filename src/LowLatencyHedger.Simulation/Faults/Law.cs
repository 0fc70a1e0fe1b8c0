namespace LowLatencyHedger.Simulation.Faults;

/// <summary>What must hold, whatever goes wrong. The names are those of reports.</summary>
public enum Law
{
    /// <summary>I1: a position changes by the amount of a fill that is being booked, or by a reading of the venue's positions.</summary>
    PositionIsSumOfFills,

    /// <summary>I2: at quiet moments the positions are the venue's.</summary>
    PositionsAgree,

    /// <summary>I3: no order on the wire exceeds a limit.</summary>
    OrderWithinLimits,

    /// <summary>I4: no order while not allowed to trade.</summary>
    OrderOnlyWhileActive,

    /// <summary>I5: no order on a book whose best prices the venue has not had for longer than the limit.</summary>
    OrderOnFreshBook,

    /// <summary>I6: when an order is sent, every fill of own orders that exists at the venue is booked.</summary>
    FillsBookedBeforeOrder,

    /// <summary>I6: when an order is sent, no earlier one for the instrument can still be carried out.</summary>
    OneOrderAtATime,

    /// <summary>I7: what is on the wire was decided, and journaled, before.</summary>
    OrderWasDecided,

    /// <summary>I8: a trade is booked once.</summary>
    FillBookedOnce,

    /// <summary>I9: an order brings the net delta nearer to its target and not out on the other side of the band.</summary>
    OrderReducesDelta,

    /// <summary>
    /// I10: an order's price is on the tick that the engine was told last and near the venue's index and mark, its amount on the step.
    /// </summary>
    PriceIsSound,

    /// <summary>I11: the venue never has to refuse a request for its rate.</summary>
    RateRespected,

    /// <summary>I12: no label is used twice, not even by another process.</summary>
    LabelIsUnique,

    /// <summary>I13: after orders that traded nothing the next one waits.</summary>
    BacksOff,

    /// <summary>I14: nothing is reported as a contradiction that no fault explains.</summary>
    NoFalseAlarm,

    /// <summary>I15: once faults are over the engine trades again, knows its orders and brings its delta into the band.</summary>
    Recovers,

    /// <summary>I16: five seconds after a halt no own order is open, when the trading connection has been up for as long.</summary>
    HaltCompletes,

    /// <summary>I17: the same inputs give the same outputs, and the same seed the same run.</summary>
    Replays,

    /// <summary>I18: the account's secret is in no message.</summary>
    SecretIsKept,

    /// <summary>I19: queues are bounded.</summary>
    QueuesAreBounded,

    /// <summary>
    /// I20: five seconds after what must halt the engine it is halted, and five seconds after it was told of what people must know (a slow
    /// journal, a wrong clock, another instance) they have been told within the minute.
    /// </summary>
    AlarmIsRaised,

    /// <summary>I19: over hours of virtual time the memory in use does not grow. Looked at in soaks.</summary>
    MemoryIsFlat,

    /// <summary>Nothing throws.</summary>
    NothingThrows,

    /// <summary>I20: no reason is reported more often than once a second over a minute.</summary>
    NoAlertStorm,

    /// <summary>
    /// I15: with no fault under way and an engine that may trade, the delta is never out of its band for longer than 90 seconds.
    /// </summary>
    StaysInBand,
}
