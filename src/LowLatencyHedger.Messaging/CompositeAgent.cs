namespace LowLatencyHedger.Messaging;

/// <summary>Several agents on one thread: each cycle runs all of them, in the order given.</summary>
public sealed class CompositeAgent : IAgent
{
    private readonly IAgent[] _agents;

    public CompositeAgent(params IReadOnlyCollection<IAgent> agents)
    {
        _agents = [.. agents];
        Name = string.Join('+', _agents.Select(agent => agent.Name));
        Active = this;
    }

    public string Name { get; }

    /// <summary>The agent whose code runs, or ran last: the one to blame for an exception.</summary>
    public IAgent Active { get; private set; }

    public void OnStart()
    {
        foreach (var agent in _agents)
        {
            Active = agent;
            agent.OnStart();
        }
    }

    public int DoWork()
    {
        var work = 0;
        foreach (var agent in _agents)
        {
            Active = agent;
            work += agent.DoWork();
        }

        return work;
    }

    /// <summary>Closes every agent, also behind one that fails; then throws what was thrown.</summary>
    public void OnClose()
    {
        List<Exception>? failures = null;
        foreach (var agent in _agents)
        {
            try
            {
                agent.OnClose();
            }
            catch (Exception e)
            {
                Active = agent;
                (failures ??= []).Add(e);
            }
        }

        if (failures is not null)
        {
            throw new AggregateException(failures);
        }
    }
}
