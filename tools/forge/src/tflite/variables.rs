//! Variables: what the engine's rings hold anyway, so they only have to be understood.

use goldcrest_nn::build::StreamId;

use super::TfliteError;
use super::node::Node;
use super::operators::code;
use super::schema::{Kind, Model};
use super::value::{Columns, Kept, Value};
use super::walk::Walk;

/// A variable of the network.
#[derive(Clone, Debug)]
pub(super) struct Variable {
    name: String,
    /// Whether it begins with columns that stand for zero; where nothing was said, it does not.
    begins_with_zeros: bool,
    /// What it keeps, once it is known.
    keeps: Option<(StreamId, usize)>,
    is_assigned: bool,
}

impl Variable {
    fn bad(&self, what: &'static str) -> TfliteError {
        TfliteError::BadVariable {
            variable: self.name.clone(),
            what,
        }
    }
}

impl<'g, 'a> Walk<'g, 'a> {
    /// Reads the graph that gives variables their first values.
    pub(super) fn call_once(
        &mut self,
        node: &Node<'g, 'a>,
        model: &'g Model<'a>,
    ) -> Result<(), TfliteError> {
        let index = usize::try_from(node.option(0, 0)?).map_err(|_| TfliteError::Damaged)?;
        let graph = model.graphs.get(index).ok_or(TfliteError::Damaged)?;
        let mut handles = vec![None; graph.tensors.len()];
        for operator in &graph.operators {
            let node = Node { graph, operator };
            match operator.code {
                code::VAR_HANDLE => handles[node.output()?] = Some(self.variable(&node)?),
                code::ASSIGN_VARIABLE => {
                    let variable = handles[node.input(0)?].ok_or(TfliteError::Damaged)?;
                    let value = node.input_tensor(1)?;
                    let zero = value.quantisation()?.zero_point;
                    let variable = &mut self.variables[variable];
                    variable.begins_with_zeros = value.bytes()?.iter().all(|&byte| byte == zero);
                    if !variable.begins_with_zeros {
                        return Err(variable.bad("begins with values other than its zero point"));
                    }
                }
                _ => return Err(node.unsupported()),
            }
        }
        Ok(())
    }

    pub(super) fn var_handle(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let variable = self.variable(node)?;
        if node.output_tensor()?.kind != Kind::Resource {
            return Err(node.refuse("with an output that is no resource"));
        }
        self.values[node.output()?] = Value::Handle(variable);
        Ok(())
    }

    /// The number of the variable that a VAR_HANDLE names.
    fn variable(&mut self, node: &Node<'_, '_>) -> Result<usize, TfliteError> {
        let name = match &node.operator.options {
            Some(options) => [options.text(0)?, options.text(1)?].concat(),
            None => String::new(),
        };
        let known = self.variables.iter().position(|known| known.name == name);
        Ok(known.unwrap_or_else(|| {
            self.variables.push(Variable {
                name,
                begins_with_zeros: false,
                keeps: None,
                is_assigned: false,
            });
            self.variables.len() - 1
        }))
    }

    fn handle(&self, node: &Node<'_, '_>) -> Result<usize, TfliteError> {
        match self.values[node.input(0)?] {
            Value::Handle(variable) => Ok(variable),
            _ => Err(node.refuse("without the handle of a variable")),
        }
    }

    pub(super) fn read_variable(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let number = self.handle(node)?;
        let variable = &self.variables[number];
        if !variable.begins_with_zeros {
            return Err(variable.bad("is read but has no first value"));
        }
        if variable.is_assigned {
            return Err(variable.bad("is read after it was assigned"));
        }
        let (rows, channels) = self.extent(node.output_tensor()?)?;
        let tensor = node.output()?;
        self.values[tensor] = Value::Kept(Kept {
            variable: number,
            rows,
            channels,
            tensor,
        });
        Ok(())
    }

    pub(super) fn assign_variable(&mut self, node: &Node<'g, 'a>) -> Result<(), TfliteError> {
        let number = self.handle(node)?;
        let columns = self.columns(node, 1)?;
        let variable = &mut self.variables[number];
        if variable.is_assigned {
            return Err(variable.bad("is assigned twice in an invocation"));
        }
        let same = variable.keeps == Some((columns.stream, columns.rows));
        if !(same && columns.reach_the_newest()) {
            return Err(variable
                .bad("keeps something else than the newest columns of what it is joined to"));
        }
        variable.is_assigned = true;
        Ok(())
    }

    /// What was kept and the new columns of a stream: more columns of that stream.
    pub(super) fn join(
        &mut self,
        node: &Node<'g, 'a>,
        kept: Kept,
        new: Columns,
    ) -> Result<Columns, TfliteError> {
        let tensor = &self.graph.tensors[kept.tensor];
        let quantisation = self.builder.quantisation(new.stream);
        let variable = &mut self.variables[kept.variable];
        if !new.are_the_new_ones() || kept.channels != new.channels {
            return Err(
                variable.bad("is joined to something else than the new columns of a stream")
            );
        }
        if tensor.quantisation()? != quantisation {
            return Err(variable.bad("has another scale than the columns that it is joined to"));
        }
        let keeps = Some((new.stream, kept.rows));
        if variable.keeps.is_some_and(|already| Some(already) != keeps) {
            return Err(variable.bad("is joined to two streams"));
        }
        variable.keeps = keeps;
        let first = i32::try_from(kept.rows).map_err(|_| node.refuse("with so many columns"))?;
        Ok(Columns {
            first: -first,
            rows: kept.rows + new.rows,
            ..new
        })
    }

    /// Whether every variable that is read keeps what it was taken to keep.
    pub(super) fn check_variables(&self) -> Result<(), TfliteError> {
        let forgotten = |variable: &&Variable| variable.keeps.is_some() && !variable.is_assigned;
        match self.variables.iter().find(forgotten) {
            Some(variable) => Err(variable.bad("is read but never assigned")),
            None => Ok(()),
        }
    }
}
