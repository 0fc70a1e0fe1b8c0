namespace LowLatencyHedger.Messaging;

/// <summary>
/// Learns of an exception that left an agent. The agent's state is unknown from there on, so its thread ends and trading stops whatever
/// the handler does; it is for reporting.
/// </summary>
public interface IAgentErrorHandler
{
    /// <summary>On the failed agent's thread, after the <see cref="StopSignal"/> was raised.</summary>
    void OnError(IAgent agent, Exception exception);
}
