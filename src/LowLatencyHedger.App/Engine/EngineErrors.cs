using System.Collections.Concurrent;
using LowLatencyHedger.App.Logging;
using LowLatencyHedger.Core.Events;
using LowLatencyHedger.Messaging;

namespace LowLatencyHedger.App.Engine;

/// <summary>Tells people that an agent failed; the runner has stopped trading by then.</summary>
internal sealed class EngineErrors(RunLog log) : IAgentErrorHandler
{
    private readonly ConcurrentBag<string> _failed = [];

    public void OnError(IAgent agent, Exception exception)
    {
        _failed.Add(agent.Name);
        var reason = agent is CoreAgent ? ReasonCode.CoreFault : ReasonCode.None;
        log.Write(LogLevel.Critical, "engine", $"agent {agent.Name} failed, trading stops: {exception}", reason, default);
    }

    /// <summary>Any thread, once the agent's has ended: an agent that has failed is not run again.</summary>
    public bool HasFailed(IAgent agent) => _failed.Contains(agent.Name);
}
