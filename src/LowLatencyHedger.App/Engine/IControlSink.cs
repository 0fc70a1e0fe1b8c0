using LowLatencyHedger.Core.Events;

namespace LowLatencyHedger.App.Engine;

/// <summary>Who is told what the core made of commands. Called on a cold thread that must not be held up.</summary>
internal interface IControlSink
{
    /// <summary>A command was handled.</summary>
    /// <param name="id">The id that it was sent with.</param>
    /// <param name="refusal">None when it was carried out.</param>
    void OnAnswer(int id, ReasonCode refusal);

    /// <summary>The core has stopped trading by itself or on command, and only a resume brings it back.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="isGlobal">All trading; otherwise one underlying's, and the others go on.</param>
    void OnHalt(ReasonCode reason, bool isGlobal);
}
