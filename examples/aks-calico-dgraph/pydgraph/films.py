"""Loads films into Dgraph and asks for them, with pydgraph: films.py load | query [SECONDS].

Prints one line of JSON. A connection that is not there after SECONDS (default: 10) ends it with exit code 3.
"""

import json
import os
import sys

import grpc
import pydgraph

FILMS = [
    {"film.title": "Metropolis", "film.year": 1927, "film.director": "Fritz Lang"},
    {"film.title": "M", "film.year": 1931, "film.director": "Fritz Lang"},
    {"film.title": "The Third Man", "film.year": 1949, "film.director": "Carol Reed"},
]
NO_ANSWER = 3


def load(client, seconds):
    """Puts the films in place of those that are there, in one transaction."""
    transaction = client.txn()
    try:
        there = "{ there as var(func: has(film.title)) }"
        removal = transaction.create_mutation(
            del_nquads="\n".join(f"uid(there) <{predicate}> * ." for predicate in FILMS[0])
        )
        addition = transaction.create_mutation(set_obj=FILMS)
        request = transaction.create_request(
            query=there, mutations=[removal, addition], commit_now=True
        )
        transaction.do_request(request, timeout=seconds)
    finally:
        transaction.discard()
    return {"loaded": len(FILMS)}


def query(client, seconds):
    """The films of one director, sorted by year."""
    asked = """query films($director: string) {
      films(func: has(film.title)) @filter(eq(film.director, $director)) { film.title film.year }
    }"""
    transaction = client.txn(read_only=True)
    answer = transaction.query(asked, variables={"$director": "Fritz Lang"}, timeout=seconds)
    films = sorted(json.loads(answer.json)["films"], key=lambda film: film["film.year"])
    return {"films": [film["film.title"] for film in films]}


def main():
    work = {"load": load, "query": query}[sys.argv[1]]
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 10
    stub = pydgraph.DgraphClientStub(f"{os.environ['DGRAPH_ALPHA_SERVER']}:9080")
    try:
        print(json.dumps(work(pydgraph.DgraphClient(stub), seconds)))
    except Exception as error:
        # pydgraph passes some errors of gRPC on as they are and wraps others.
        cause = error if isinstance(error, grpc.RpcError) else error.__cause__ or error.__context__
        if isinstance(cause, grpc.RpcError) and cause.code() == grpc.StatusCode.DEADLINE_EXCEEDED:
            print(json.dumps({"error": f"no answer within {seconds:g} s"}))
            sys.exit(NO_ANSWER)
        raise
    finally:
        stub.close()


if __name__ == "__main__":
    main()
